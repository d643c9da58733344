import type { Chromaticities } from './primaries.ts'

/** A transfer function, from values to light. A number is a gamma: light is the value to the power of so much. */
export type Transfer = 'srgb' | 'pq' | 'hlg' | number

/** What the values of a picture without an ICC profile mean, where they are not sRGB. */
export interface ColourEncoding {
  readonly transfer: Transfer
  readonly primaries: Chromaticities
}

/** The luminance in cd/m² of a sheet of white paper in the scene, ITU-R BT.2408 2.2. */
const WHITE = 203

/** The linear light of a value of 0 to 1; 1 is white, and HDR goes beyond. */
export function linearize(transfer: Transfer, value: number): number {
  if (transfer === 'srgb') return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  if (transfer === 'pq') return pq(value)
  if (transfer === 'hlg') return hlg(value)
  return value ** transfer
}

/** ITU-R BT.2100 table 4: the reference EOTF. */
function pq(value: number): number {
  const power = value ** (1 / 78.843_75)
  const light = Math.max(power - 0.835_937_5, 0) / (18.851_562_5 - 18.6875 * power)
  return (light ** (1 / 0.159_301_757_812_5) * 10_000) / WHITE
}

/**
 * ITU-R BT.2100 table 5: the inverse OETF, then the OOTF of a display of 1,000 cd/m². It is applied to each colour by itself,
 * which errs a little towards saturation.
 */
function hlg(value: number): number {
  const scene = value <= 0.5 ? value ** 2 / 3 : (Math.exp((value - 0.559_910_73) / 0.178_832_77) + 0.284_668_92) / 12
  return (scene ** 1.2 * 1000) / WHITE
}
