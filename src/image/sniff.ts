import { findHeicDecoder } from './heic-decoder.ts'
import type { Kind } from './kinds.ts'
import { isSvg } from './svg/svg.ts'

/** The kinds that can be decoded here: HEIC only where its decoder is installed. */
export const decoders: readonly Kind[] = [
  ...(['jpeg', 'png', 'gif', 'webp', 'avif', 'tiff', 'svg'] as const),
  ...(findHeicDecoder() === null ? [] : (['heic'] as const)),
]

/**
 * So many bytes of a file, or the whole of a shorter one, are enough to tell what it is: drawings begin with long comments.
 * Of one that is zipped they are those that are in it.
 */
export const SNIFF_BYTES = 4096

const AVIF_BRANDS = new Set(['avif', 'avis'])
const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'])

/** What a file is by its first bytes, or `null` where it is no picture. */
export function sniff(first: Uint8Array): Kind | null {
  const begin = Buffer.from(first.buffer, first.byteOffset, Math.min(first.length, SNIFF_BYTES))
  const text = begin.toString('latin1')
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'gif'
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'webp'
  if (text.startsWith('II*\0') || text.startsWith('MM\0*') || text.startsWith('II+\0') || text.startsWith('MM\0+'))
    return 'tiff'
  if (text.startsWith('BM') && text.length > 18 && text.slice(6, 10) === '\0\0\0\0') return 'bmp'
  if (text.startsWith('\xff\x0a') || text.startsWith('\0\0\0\x0cJXL ')) return 'jxl'
  if (text.startsWith('\0\0\0\x0cjP  ') || text.startsWith('\xff\x4f\xff\x51')) return 'jp2'
  if (isIcon(begin)) return 'ico'
  if (text.slice(4, 8) === 'ftyp' && isBoxSize(begin.readUInt32BE())) return sniffBrands(begin)
  return isSvg(begin, SNIFF_BYTES) ? 'svg' : null
}

/** An icon or cursor of Windows: how many pictures it has, then of each 16 bytes, of which the fourth is always zero. */
function isIcon(begin: Buffer): boolean {
  if (begin.length < 22 || begin.readUInt16LE(0) !== 0) return false
  const [type, count] = [begin.readUInt16LE(2), begin.readUInt16LE(4)]
  return (type === 1 || type === 2) && count > 0 && begin[9] === 0 && begin.readUInt32LE(18) === 6 + 16 * count
}

/** ISO 14496-12 4.2 and 4.3, of a box with a brand and its version at least: four characters of text would be gigabytes. */
function isBoxSize(size: number): boolean {
  return size >= 16 && size <= SNIFF_BYTES
}

/** ISO 14496-12 4.3: the major brand, a minor version, then the compatible brands, four characters each. */
function sniffBrands(begin: Buffer): Kind | null {
  const end = Math.min(begin.length, begin.readUInt32BE())
  const brands = [begin.toString('latin1', 8, 12)]
  for (let at = 16; at + 4 <= end; at += 4) brands.push(begin.toString('latin1', at, at + 4))
  // What these are made of follows from the first brand, and libheif does not read it, whatever else the file says to be.
  if (brands[0] === 'avis' || brands[0] === 'mif3') return brands[0]
  if (brands.some((brand) => AVIF_BRANDS.has(brand))) return 'avif'
  return brands.some((brand) => HEIC_BRANDS.has(brand)) ? 'heic' : null
}
