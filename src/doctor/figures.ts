import type { Estimate } from './extrapolate.ts'

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

export function showCount(count: number): string {
  return Math.round(count).toLocaleString('en')
}

/** Writes bytes in units of powers of a thousand, as storage is sold. */
export function showBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  const digits = power === 0 || value >= 99.95 ? 0 : 1
  return `${value.toFixed(digits)} ${UNITS[power]}`
}

/** Writes dollars with cents, and less than a dollar with its first two digits. */
export function showDollars(dollars: number): string {
  if (dollars === 0) return '$0'
  if (dollars >= 0.995)
    return `$${dollars.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
  return dollars < 0.000_001 ? 'less than $0.000001' : `$${Number(dollars.toPrecision(2)).toFixed(decimals(dollars))}`
}

/** How many decimals show two significant digits. */
function decimals(value: number): number {
  return Math.max(2, 1 - Math.floor(Math.log10(value)))
}

export function showSeconds(seconds: number): string {
  if (seconds < 99.5) return `${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 100 ? `${minutes} min` : `${(seconds / 3600).toFixed(1)} h`
}

/** Writes a share in per cent, with a decimal where it is less than one per cent, or lacks less than one. */
export function showShare(share: number): string {
  const percent = 100 * share
  const isExact = Math.abs(percent - Math.round(percent)) < 0.05
  return `${percent.toFixed(isExact || (percent > 1 && percent < 99) ? 0 : 1)} %`
}

/** Writes an estimate of bytes with its bounds. */
export function showSpread(estimate: Estimate): string {
  if (estimate.plusMinus === null) return `${showBytes(estimate.value)} (one picture tells no spread)`
  return `${showBytes(estimate.value)} ${showBounds(estimate)}`.trimEnd()
}

/** Writes how far the estimate may be off; nothing where it is exact, or where nobody can tell. */
export function showBounds({ plusMinus }: Estimate): string {
  return plusMinus === null || plusMinus === 0 ? '' : `± ${showBytes(plusMinus)}`
}
