import { setImmediate } from 'node:timers/promises'
import { toSrgbPrimaries } from './primaries.ts'
import { type ColourEncoding, linearize } from './transfer.ts'

/** Values as they were decoded, of 8 or 16 bits. */
export type Values = Uint8Array | Uint16Array

/** After so many values other work gets its turn. */
const AT_ONCE = 2 ** 20
/** Entries of the table from light to sRGB, by the light's square root, which spends them where the eye looks. */
const STEPS = 4095

const encoded = Uint8Array.from({ length: STEPS + 1 }, (_, index) => {
  const light = (index / STEPS) ** 2
  return Math.round(255 * (light <= 0.003_130_8 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055))
})

/** Rounds values of 16 bits to 8 bits. */
export async function to8Bits(values: Values): Promise<Buffer> {
  const result = Buffer.allocUnsafe(values.length)
  for (let at = 0; at < values.length; at += AT_ONCE) {
    const end = Math.min(values.length, at + AT_ONCE)
    for (let index = at; index < end; index += 1) result[index] = Math.round(values[index]! / 257)
    await setImmediate()
  }
  return result
}

/**
 * Converts values to 8 bits in sRGB, where there is no ICC profile that libvips could convert from. HDR is tone-mapped
 * from half of white on; what sRGB cannot show is clipped.
 *
 * @param channels 3, or 4 with alpha
 */
export async function valuesToSrgb(values: Values, channels: number, encoding: ColourEncoding): Promise<Buffer> {
  const most = values instanceof Uint16Array ? 65_535 : 255
  const linear = Float32Array.from({ length: most + 1 }, (_, value) => linearize(encoding.transfer, value / most))
  const [[rr, rg, rb], [gr, gg, gb], [br, bg, bb]] = toSrgbPrimaries(encoding.primaries)
  const isHdr = encoding.transfer === 'pq' || encoding.transfer === 'hlg'
  const result = Buffer.allocUnsafe(values.length)
  for (let begin = 0; begin < values.length; begin += AT_ONCE * channels) {
    const end = Math.min(values.length, begin + AT_ONCE * channels)
    for (let at = begin; at < end; at += channels) {
      const [r, g, b] = [linear[values[at]!]!, linear[values[at + 1]!]!, linear[values[at + 2]!]!]
      const share = isHdr ? toneMap(Math.max(r, g, b)) : 1
      result[at] = encode((rr * r + rg * g + rb * b) * share)
      result[at + 1] = encode((gr * r + gg * g + gb * b) * share)
      result[at + 2] = encode((br * r + bg * g + bb * b) * share)
      if (channels === 4) result[at + 3] = Math.round((values[at + 3]! * 255) / most)
    }
    await setImmediate()
  }
  return result
}

/**
 * Converts gray values of 32 bits floating point, as TIFF has them, to sRGB. They are linear light of which 1 is white, or
 * where they go far beyond that, values of 0 to 255.
 */
export async function grayToSrgb(values: Float32Array): Promise<Buffer> {
  let most = 0
  for (const value of values) if (value > most) most = value
  const isLight = most <= 16
  const result = Buffer.allocUnsafe(values.length * 3)
  for (let begin = 0; begin < values.length; begin += AT_ONCE) {
    for (let at = begin; at < Math.min(values.length, begin + AT_ONCE); at += 1) {
      const value = values[at]!
      result.fill(isLight ? encode(value) : Math.round(Math.min(255, Math.max(0, value))), at * 3, at * 3 + 3)
    }
    await setImmediate()
  }
  return result
}

function encode(light: number): number {
  return light > 0 ? encoded[light < 1 ? Math.round(Math.sqrt(light) * STEPS) : STEPS]! : 0 // NaN is 0, too
}

/** The linear light below which tone mapping changes nothing. */
const KNEE = 0.5

/** Tone mapping: the factor that takes a pixel below 1, given its brightest colour. */
function toneMap(brightest: number): number {
  if (brightest <= KNEE) return 1
  const beyond = (brightest - KNEE) / (1 - KNEE)
  return (KNEE + ((1 - KNEE) * beyond) / (1 + beyond)) / brightest
}
