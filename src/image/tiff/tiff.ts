import type { SharpOptions } from 'sharp'
import { Refused } from '../../errors.ts'
import { hasWrongSum } from './checksums.ts'
import { readDirectories, type TiffDirectory, tags } from './directory.ts'

/** Which of a TIFF's pictures is shown. */
export interface TiffPage {
  /** From 0. */
  readonly page: number
  /** Which of the directories below that page, from 0; `null` is the page itself. */
  readonly below: number | null
  /** Whether its last channel is nobody knows what, and no transparency: TIFF 6.0, section 18, ExtraSamples 0. */
  readonly hasSpare: boolean
}

/** TIFF 6.0, section 8, NewSubfileType: bit 0 is a copy with fewer pixels, bit 2 a mask for another picture. */
const NO_PICTURE = 0b101

/** What the libtiff that comes with Sharp cannot unpack, by the numbers of libtiff's tiff.h. */
const packings: Readonly<Record<number, string>> = {
  33_003: 'JPEG 2000',
  33_005: 'JPEG 2000',
  34_661: 'JBIG',
  34_712: 'JPEG 2000',
  34_887: 'LERC',
  34_892: 'lossy JPEG of a raw picture',
  34_925: 'LZMA',
  50_000: 'Zstandard',
  50_002: 'JPEG XL',
  52_546: 'JPEG XL',
}
const [PLAIN, OLD_JPEG, JPEG] = [1, 6, 7]

const [WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, SEPARATED, YCBCR, CIELAB] = [0, 1, 2, 3, 5, 6, 8]
/** TIFF/EP and DNG 1.7: a sensor's values behind its colour filters, or before they were made a picture. */
const RAW: ReadonlySet<number> = new Set([32_803, 34_892])

/** What is said of those. */
export const SENSOR_DATA = "raw data of a camera's sensor is not supported: develop it, and save it as JPEG"

const [SIGNED, FLOAT] = [2, 3]
const COMPLEX: ReadonlySet<number> = new Set([5, 6])

/**
 * Chooses the first picture of a TIFF that is no smaller copy of another, as cameras put it in front of theirs; where there are
 * only such, the first.
 *
 * @throws Refused where that is nothing that comes out right, with what it is
 */
export function choosePage(tiff: Buffer): TiffPage {
  const directories = readDirectories(tiff)
  const isCopy = (directory: TiffDirectory) => (numberOf(directory, tags.newSubfileType, 0) & NO_PICTURE) !== 0
  const chosen = directories.find((directory) => !isCopy(directory)) ?? directories[0]
  if (chosen === undefined) return { page: 0, below: null, hasSpare: false } // the decoder says what is wrong
  const kind = unsupportedKind(chosen)
  if (kind !== null) throw new Refused('unsupported', kind)
  return { page: chosen.page, below: chosen.below, hasSpare: hasSpare(chosen) }
}

/**
 * Holds the check sums of a picture's parts, which libtiff does not look at.
 *
 * @param pixels of the whole picture
 * @throws Refused where one is wrong
 */
export function holdSums(bytes: Uint8Array, { page, below }: TiffPage, pixels: number): void {
  const tiff = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const directory = readDirectories(tiff).find((other) => other.page === page && other.below === below)
  if (directory !== undefined && hasWrongSum(tiff, directory, pixels)) throw new Refused('damaged')
}

/** The options by which Sharp reads that picture. */
export function inSharpsWords({ page, below }: TiffPage): SharpOptions {
  return { page, ...(below !== null && { tiff: { subifd: below } }) }
}

function numberOf(directory: TiffDirectory, tag: number, otherwise: number): number {
  return directory.numbers(tag)[0] ?? otherwise
}

/** Why a picture cannot be shown as it is meant; libvips would show many of these in wrong colours, or black. */
function unsupportedKind(directory: TiffDirectory): string | null {
  const photometric = numberOf(directory, tags.photometric, RGB)
  if (RAW.has(photometric)) return SENSOR_DATA
  const compression = numberOf(directory, tags.compression, PLAIN)
  const packing = packings[compression]
  if (packing !== undefined) return `a TIFF packed with ${packing} is not supported: save it with LZW or Deflate`
  // libvips takes luma and chroma for red, green and blue unless there are fewer of the chroma, or they are in a JPEG.
  if (photometric === YCBCR && compression !== OLD_JPEG && compression !== JPEG)
    if (directory.numbers(tags.chromaSubsampling)[0] === 1)
      return 'a TIFF of YCbCr pixels is not supported: save it as RGB'
  const isPlanar = numberOf(directory, tags.planarConfiguration, 1) === 2
  if (isPlanar && directory.numbers(tags.tileOffsets).length > 0)
    return 'a TIFF in tiles with each channel by itself is not supported: save it in strips'
  return unsupportedValues(directory, photometric)
}

function unsupportedValues(directory: TiffDirectory, photometric: number): string | null {
  const most = (coloursOf(photometric) ?? Infinity) + 1
  if (numberOf(directory, tags.samplesPerPixel, 1) > most) return 'the picture has more channels than a picture has'
  const bits = directory.numbers(tags.bitsPerSample)
  const depth = bits[0]
  if (depth === undefined) return null // the file is cut off, or black and white
  if (bits.some((other) => other !== depth)) return `a TIFF with ${bits.join(', ')} bits a value is not supported`
  const as8or16 = 'is not supported: save it with 8 or 16 bits'
  const format = numberOf(directory, tags.sampleFormat, 1)
  if (COMPLEX.has(format)) return `a TIFF of complex numbers ${as8or16}`
  if (format === FLOAT) {
    if (depth !== 32 && depth !== 16) return `a TIFF with ${depth} bits of floating point ${as8or16}`
    if (photometric === RGB || (depth === 32 && (photometric === BLACK_IS_ZERO || photometric === WHITE_IS_ZERO)))
      return null
    return `a TIFF with ${depth} bits of floating point that is not RGB ${as8or16}`
  }
  if (photometric === CIELAB) return depth === 16 ? null : 'a TIFF of CIELAB is only supported with 16 bits'
  if (format === SIGNED) return `a TIFF of signed numbers ${as8or16}`
  const isSingle = photometric === PALETTE || numberOf(directory, tags.samplesPerPixel, 1) === 1
  const depths = isSingle ? [1, 2, 4, 8, 16] : [8, 16]
  return depths.includes(depth) ? null : `a TIFF with ${depth} bits a value ${as8or16}`
}

/** How many channels a picture has beside transparency or a spare one; `null` where libtiff sees to that. */
function coloursOf(photometric: number): number | null {
  return photometric === SEPARATED ? 4 : photometric === RGB ? 3 : photometric <= BLACK_IS_ZERO ? 1 : null
}

function hasSpare(directory: TiffDirectory): boolean {
  const colours = coloursOf(numberOf(directory, tags.photometric, RGB))
  const samples = numberOf(directory, tags.samplesPerPixel, 1)
  return colours !== null && samples === colours + 1 && directory.numbers(tags.extraSamples)[0] === 0
}
