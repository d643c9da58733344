import { Refused } from '../errors.ts'
import type { Size } from './plan.ts'
import type { Limits } from './recipe.ts'

/**
 * Progressive JPEGs have 6 to 14 scans, whatever wrote them (10 by jpegtran's script, about as many by mozjpeg's), and the
 * largest picture may have more than twice as many. Measured: 0.3 ns of CPU for each scan of each pixel at most, so 1.2 s
 * where both limits are met, and nothing to speak of in a smaller picture, of which many more are let pass.
 */
const SCANS = 32

const [MARKER, SOI, EOI, SOS, TEM] = [0xff, 0xd8, 0xd9, 0xda, 0x01]
const START_OF_SCAN = Buffer.from([MARKER, SOS])

/**
 * Holds what a JPEG makes a decoder do: each of its scans goes over all the pixels, and one that changes nothing takes a
 * hundred bytes of the file.
 *
 * @throws Refused when there are too many scans for so many pixels
 */
export function holdScans(jpeg: Buffer, { width, height }: Size, limits: Pick<Limits, 'pixels'>): void {
  const most = Math.floor((SCANS * limits.pixels) / (width * height))
  if (!hasMoreScans(jpeg, most)) return
  throw new Refused('too-many-pixels', `the picture has ${width} x ${height} pixels in more than ${most} scans`)
}

/** Whether a decoder finds more scans in a JPEG; those of an EXIF thumbnail, or of pictures behind its end, are none of them. */
export function hasMoreScans(jpeg: Buffer, most: number): boolean {
  // The coded data of a scan never has these two bytes, so they tell how many there are at most: that is one quick search.
  if (occurrences(jpeg, most) <= most) return false
  let scans = 0
  for (let at = nextMarker(jpeg, 2); at !== -1; at = nextMarker(jpeg, at)) {
    const marker = jpeg[at + 1]!
    if (marker === EOI) return false
    if (marker === SOS) scans += 1
    if (scans > most) return true
    at += isAlone(marker) || at + 4 > jpeg.length ? 2 : 2 + Math.max(2, jpeg.readUInt16BE(at + 2))
  }
  return false
}

/** No further than it takes to see that there are more than `most`. */
function occurrences(jpeg: Buffer, most: number): number {
  let count = 0
  let at = jpeg.indexOf(START_OF_SCAN)
  while (at !== -1 && count <= most) {
    count += 1
    at = jpeg.indexOf(START_OF_SCAN, at + 2)
  }
  return count
}

/** As libjpeg seeks it, in coded data and in what makes no sense: ITU-T T.81, B.1.1.2. Zeros follow a byte of data, not a marker. */
function nextMarker(jpeg: Buffer, from: number): number {
  for (let at = from; at + 1 < jpeg.length; at += 1) {
    if (jpeg[at] === MARKER && jpeg[at + 1] !== 0 && jpeg[at + 1] !== MARKER) return at
  }
  return -1
}

/** Whether a marker has no segment: restarts and the like. */
function isAlone(marker: number): boolean {
  return (marker >= 0xd0 && marker <= SOI) || marker === TEM
}
