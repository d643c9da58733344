import type { Chromaticities } from './primaries.ts'

/**
 * What the values of a picture without an ICC profile mean, where they are not sRGB. `number`: light is the value to
 * the power of so much.
 */
export interface Light {
  readonly transfer: 'srgb' | 'pq' | 'hlg' | number
  readonly primaries: Chromaticities
}

/** In cd/m²: what a sheet of white paper in the scene has, ITU-R BT.2408 2.2. */
const WHITE = 203

/** The light of a value of 0 to 1; 1 is white, and HDR goes beyond. */
export function decodeLight(transfer: Light['transfer'], value: number): number {
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
 * ITU-R BT.2100 table 5: the inverse OETF, then the OOTF of a display of 1,000 cd/m², here on each colour for itself,
 * which errs a little towards saturation.
 */
function hlg(value: number): number {
  const scene = value <= 0.5 ? value ** 2 / 3 : (Math.exp((value - 0.559_910_73) / 0.178_832_77) + 0.284_668_92) / 12
  return (scene ** 1.2 * 1000) / WHITE
}

/** Below it tone mapping changes nothing. */
const KNEE = 0.5

/** How much the light of a pixel whose brightest colour is so bright is dimmed, so that it ends below 1. */
export function dim(brightest: number): number {
  if (brightest <= KNEE) return 1
  const beyond = (brightest - KNEE) / (1 - KNEE)
  return (KNEE + ((1 - KNEE) * beyond) / (1 + beyond)) / brightest
}
