/** Writes a number of bytes as a person reads it, with two or three significant digits. */
export function bytesText(count: number): string {
  if (count < 1000) return `${count} B`
  if (count < 1e6) return `${(count / 1e3).toPrecision(count < 1e4 ? 2 : 3)} kB`
  if (count < 1e9) return `${(count / 1e6).toFixed(1)} MB`
  return `${(count / 1e9).toFixed(1)} GB`
}

/** By how many per cent a file is smaller than another; negative where it is larger. */
export function saving(count: number, than: number): number {
  return than === 0 ? 0 : Math.round(100 * (1 - count / than))
}

/** Writes such a saving, with a typographic minus sign. */
export function savingText(percent: number): string {
  return `${percent < 0 ? '−' : ''}${Math.abs(percent)} %`
}

const NAMES = new Map([
  ['webp', 'WebP'],
  ['svg+xml', 'SVG'],
])

/** The name that people call a content type by: `WebP` for `image/webp`. */
export function formatName(contentType: string): string {
  const type = contentType.replace('image/', '')
  return NAMES.get(type) ?? type.toUpperCase()
}

/** Writes a whole number as a person reads it: `1,974`. */
export function countText(count: number): string {
  return count.toLocaleString('en')
}

/** Writes a number of bytes in the unit of a larger one that stands beside it, so that they can be compared at a glance. */
export function bytesTextLike(count: number, larger: number): string {
  const unit = larger < 1e3 ? 1 : larger < 1e6 ? 1e3 : larger < 1e9 ? 1e6 : 1e9
  const share = count / unit
  if (unit === 1 || share < 0.1) return bytesText(count)
  return `${share < 10 ? share.toFixed(1) : Math.round(share)} ${unit === 1e3 ? 'kB' : unit === 1e6 ? 'MB' : 'GB'}`
}
