import { judge } from '../../src/core/original.ts'
import { Refused } from '../../src/errors.ts'
import { isBare } from '../../src/image/bare/bare.ts'
import { withUncovered } from '../../src/image/container/gif-cover.ts'
import { colourOf, plainSrgb } from '../../src/image/colour/colour.ts'
import { isSrgbProfile } from '../../src/image/colour/srgb-profile.ts'
import { withClearing } from '../../src/image/container/gif-frames.ts'
import { boundText } from '../../src/image/container/png-text.ts'
import { boundFrames } from '../../src/image/container/webp-frames.ts'
import { segmentsOf, withSegments } from '../../src/image/gain-map/segments.ts'
import { joinPictures } from '../../src/image/gain-map/segments.ts'
import { hdrProperties, xmpOfMap } from '../../src/image/gain-map/xmp.ts'
import { countScans, countScanWarnings } from '../../src/image/jpeg-scans.ts'
import { captureOf, hasPlace } from '../../src/image/metadata/capture.ts'
import { openExif, tags } from '../../src/image/metadata/exif.ts'
import { readMetadata } from '../../src/image/metadata/metadata.ts'
import { rightsOf } from '../../src/image/metadata/rights.ts'
import { qualityWithin } from '../../src/image/quantisation.ts'
import { sniff, SNIFF_BYTES } from '../../src/image/sniff.ts'
import { contentOf } from '../../src/image/svg/content.ts'
import { stripped } from '../../src/image/stripped.ts'
import { rootOf } from '../../src/image/svg/prolog.ts'
import { scaleSvg, withSize } from '../../src/image/svg/scale.ts'
import { readSvgText } from '../../src/image/svg/text.ts'
import { choosePage } from '../../src/image/tiff/tiff.ts'

const types = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif', 'image/tiff']
const plain = { orientation: 1, hasGainMap: false, colour: plainSrgb, rights: {} }
const box = { width: 24, height: 16 }

/** What our own code reads of a file, each by its name. Only those in `refusing` may throw, and nothing but a refusal. */
const parsers: Readonly<Record<string, (bytes: Buffer) => unknown>> = {
  judge: (bytes) => judge('a.jpg', undefined, bytes.length, bytes.subarray(0, SNIFF_BYTES), 2 ** 20),
  sniff,
  bare: (bytes) => types.map((type) => isBare(bytes, type)),
  stripped(bytes) {
    for (const kind of ['jpeg', 'png', 'gif', 'webp', 'avif'] as const) {
      const clean = stripped(bytes, { ...plain, kind })
      if (clean === null) continue
      must(clean.length <= bytes.length && isBare(clean, `image/${kind}`), 'what is stripped is bare')
      const signed = stripped(bytes, { ...plain, kind, rights: { Artist: 'Ann' } })
      must(signed === null || signed.length <= clean.length + 50, 'little is added to it')
    }
  },
  profile: isSrgbProfile,
  quantisation(bytes) {
    const quality = qualityWithin(bytes, 85)
    must(quality > 0 && quality <= 85, 'a quality is one')
  },
  scans: countScans,
  scanWarnings: countScanWarnings,
  tiff: choosePage,
  segments: (bytes) => [...segmentsOf(bytes)],
  twice: (bytes) => {
    const added = withSegments(bytes, [Buffer.from([0xff, 0xfe, 0, 2])])
    must(added.length === bytes.length + 4, 'a segment is added')
    return joinPictures(bytes, bytes)
  },
  text: (bytes) => must(boundText(bytes).length <= bytes.length, 'text is only ever left out'),
  clearing: (bytes) => must(withClearing(bytes, 3).length <= bytes.length + 1, 'frames are only ever left out'),
  uncovered: (bytes) => must(withUncovered(bytes).length <= bytes.length + 8, 'no more than a block is added'),
  frames: (bytes) => must(boundFrames(bytes, 3).length <= bytes.length, 'frames are only ever left out'),
  metadata(bytes) {
    const exif = openExif(bytes)
    const all = [exif.main, ...Object.values(tags).map((tag) => exif.under(exif.main, tag))]
    for (const directory of all) {
      for (const tag of Object.values(tags)) {
        exif.text(directory, tag)
        exif.number(directory, tag)
      }
    }
    const rights = rightsOf({ xmp: bytes, iptc: bytes }, exif)
    for (const text of Object.values(rights)) must(!/\p{C}/u.test(String(text)), 'rights can be seen')
    return [captureOf(exif), hasPlace(exif, bytes), readMetadata({ exif: bytes, xmp: bytes, iptc: bytes })]
  },
  colour(bytes) {
    for (const format of ['png', 'heif', 'jpeg'] as const) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is read of it
      colourOf(bytes, { format, space: 'srgb', depth: 'uchar', hasProfile: false } as never, true)
    }
  },
  gainMap(bytes) {
    const properties = hdrProperties(bytes.toString('utf8'))
    return properties === null ? null : xmpOfMap(properties)
  },
  drawing(bytes) {
    const text = withSize(readSvgText(bytes))
    const scaled = scaleSvg(text, box, { width: 48, height: 32 })
    must(contentOf(scaled).losesHtml === contentOf(text).losesHtml, 'its size changes nothing of what it shows')
    must((rootOf(scaled) === null) === (rootOf(text) === null), 'a drawing stays one')
  },
}
const refusing: ReadonlySet<string> = new Set(['scans', 'scanWarnings', 'tiff', 'drawing'])

/** Reads a file with all of our own parsers. @throws Error that says which one did what it must not */
export function parseAll(bytes: Buffer): void {
  for (const [name, parse] of Object.entries(parsers)) {
    try {
      parse(bytes)
    } catch (error) {
      if (refusing.has(name) && error instanceof Refused) continue
      throw new Error(`${name}: ${String(error)}`, { cause: error })
    }
  }
}

function must(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`it must be that ${what}`)
}
