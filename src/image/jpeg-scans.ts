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

/**
 * How many scans a decoder finds in a JPEG; those of an EXIF thumbnail, or of pictures behind its end, are none of them.
 *
 * @throws Refused when there are more segments than a picture has
 */
export function countScans(jpeg: Buffer): number {
  let [scans, segments] = [0, 0]
  for (let at = nextMarker(jpeg, 2); at !== -1; at = nextMarker(jpeg, at)) {
    const marker = jpeg[at + 1]!
    if (marker === EOI) break
    if (isAlone(marker)) {
      at += 2
      continue
    }
    if (marker === SOS) scans += 1
    segments += 1
    if (segments > SEGMENTS) throw new Refused('unsupported', `the picture is in more than ${SEGMENTS} segments`)
    at += at + 4 > jpeg.length ? 2 : 2 + Math.max(2, jpeg.readUInt16BE(at + 2))
  }
  return scans
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
