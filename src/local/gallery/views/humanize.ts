/** Bytes as a person reads them: two or three digits that count. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`
  if (count < 1e6) return `${(count / 1e3).toPrecision(count < 1e4 ? 2 : 3)} kB`
  return `${(count / 1e6).toFixed(1)} MB`
}

/** How much less one file is than another, in per cent; negative where it is more. */
export function saving(count: number, than: number): number {
  return than === 0 ? 0 : Math.round(100 * (1 - count / than))
}

/** A saving as it is written: negative where it is none. */
export function savingText(percent: number): string {
  return `${percent < 0 ? '−' : ''}${Math.abs(percent)} %`
}

const NAMES = new Map([
  ['webp', 'WebP'],
  ['svg+xml', 'SVG'],
])

/** `image/webp` and the like, as it is spoken of. */
export function formatName(contentType: string): string {
  const type = contentType.replace('image/', '')
  return NAMES.get(type) ?? type.toUpperCase()
}
