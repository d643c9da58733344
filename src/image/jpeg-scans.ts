import { Refused } from '../errors.ts'
import type { Limits } from '../recipe.ts'
import type { Size } from './geometry.ts'

/**
 * The scans that the largest picture may have. Progressive JPEGs have 6 to 14, whatever wrote them (10 by jpegtran's script,
 * about as many by mozjpeg's), and this is more than twice as many. Measured: 0.3 ns of CPU for each scan of each pixel at
 * most, so 1.2 s where both limits are met, and nothing to speak of in a smaller picture, of which many more are let pass.
 */
const SCANS = 32
/** The most segments: the longest profile has 255, and libjpeg keeps each that is metadata, empty ones at 290 bytes. */
const SEGMENTS = 10_000

const [MARKER, SOI, EOI, SOS, TEM] = [0xff, 0xd8, 0xd9, 0xda, 0x01]
const [PROGRESSIVE, PROGRESSIVE_ARITHMETIC] = [0xc2, 0xca]

/**
 * How many scans a decoder finds in a JPEG; those of an EXIF thumbnail, or of pictures behind its end, are none of them.
 *
 * @throws Refused when there are more segments than a picture has
 */
export function countScans(jpeg: Buffer): number {
  let scans = 0
  for (const { marker } of segmentsOf(jpeg)) if (marker === SOS) scans += 1
  return scans
}

/** The segments up to the end of the picture. @throws Refused when there are more than a picture has */
function* segmentsOf(jpeg: Buffer): Generator<{ readonly marker: number; readonly body: Buffer }> {
  let segments = 0
  for (let at = nextMarker(jpeg, 2); at !== -1; at = nextMarker(jpeg, at)) {
    const marker = jpeg[at + 1]!
    if (marker === EOI) return
    if (isAlone(marker)) {
      at += 2
      continue
    }
    segments += 1
    if (segments > SEGMENTS) throw new Refused('unsupported', `the picture is in more than ${SEGMENTS} segments`)
    const length = at + 4 > jpeg.length ? 0 : Math.max(2, jpeg.readUInt16BE(at + 2))
    yield { marker, body: jpeg.subarray(at + 4, at + 2 + length) }
    at += 2 + length
  }
}

/**
 * How often libjpeg warns of how the scans of a JPEG begin, if it is as it should be otherwise: of a scan that is said to
 * have a part of the frequencies where no scan has, and of each frequency that is refined before it was there, or twice.
 */
export function countScanWarnings(bytes: Uint8Array): number {
  const jpeg = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const known = new Map<number, Int8Array>()
  let [isProgressive, warnings] = [false, 0]
  for (const { marker, body } of segmentsOf(jpeg)) {
    if (marker === PROGRESSIVE || marker === PROGRESSIVE_ARITHMETIC) isProgressive = true
    if (marker !== SOS) continue
    const count = body[0] ?? 0
    const [from = 0, to = 63, bits = 0] = body.subarray(1 + 2 * count)
    if (!isProgressive) {
      if (from !== 0 || to !== 63 || bits !== 0) warnings += 1
      continue
    }
    for (let place = 0; place < count; place += 1) {
      const component = body[1 + 2 * place] ?? 0
      const low = known.get(component) ?? new Int8Array(64).fill(-1)
      known.set(component, low)
      if (from > 0 && low[0]! < 0) warnings += 1
      for (let at = from; at <= Math.min(to, 63); at += 1) {
        if (bits >> 4 !== Math.max(0, low[at]!)) warnings += 1
        low[at] = bits & 15
      }
    }
  }
  return warnings
}

/**
 * Holds what a JPEG makes a decoder do: each of its scans goes over all the pixels, and one that changes nothing takes a
 * hundred bytes of the file.
 *
 * @throws Refused when there are too many scans for so many pixels
 */
export function holdScans(scans: number, { width, height }: Size, limits: Pick<Limits, 'pixels'>): void {
  const most = Math.floor((SCANS * limits.pixels) / (width * height))
  if (scans <= most) return
  throw new Refused(
    'too-many-pixels',
    `the picture has ${width} x ${height} pixels in ${scans} scans, of which the limit is ${most}`,
  )
}

/**
 * Where the next marker is, as libjpeg finds it in coded data and in what makes no sense: ITU-T T.81, B.1.1.2. Its first byte is
 * data where a zero follows.
 */
function nextMarker(jpeg: Buffer, from: number): number {
  for (let at = jpeg.indexOf(MARKER, from); at !== -1; at = jpeg.indexOf(MARKER, at + 1)) {
    while (jpeg[at + 1] === MARKER) at += 1 // fill bytes
    if (at + 1 >= jpeg.length) return -1
    if (jpeg[at + 1] !== 0) return at
  }
  return -1
}

/** Whether a marker has no segment: restarts and the like. */
function isAlone(marker: number): boolean {
  return (marker >= 0xd0 && marker <= SOI) || marker === TEM
}
