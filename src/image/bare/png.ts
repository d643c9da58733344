import { crc32 } from 'node:zlib'

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
const [GRAY, RGB, PALETTE, GRAY_ALPHA, RGBA] = [0, 2, 3, 4, 6]
const DEPTHS: ReadonlyMap<number, readonly number[]> = new Map([
  [GRAY, [1, 2, 4, 8]],
  [RGB, [8]],
  [PALETTE, [1, 2, 4, 8]],
  [GRAY_ALPHA, [8]],
  [RGBA, [8]],
])
/** The gamma and the chromaticities that stand beside `sRGB` for programs that do not know it: PNG 11.3.2.5. */
const SRGB_GAMMA = Buffer.from('0000b18f', 'hex')
const SRGB_CHROMATICITIES = Buffer.from('00007a26000080840000fa00000080e8000075300000ea6000003a9800001770', 'hex')

/** The chunks that may occur, by name, and what the body of each may be in a picture of a colour type. */
const PLAIN = new Map<string, (body: Buffer, colour: number) => boolean>([
  ['IHDR', isPlainHeader],
  ['PLTE', ({ length }, colour) => colour % 4 !== 0 && length > 0 && length <= 768 && length % 3 === 0],
  ['tRNS', ({ length }, colour) => (colour === PALETTE ? length <= 256 : length === backgroundLength(colour))],
  ['IDAT', () => true],
  ['IEND', ({ length }) => length === 0],
  ['sRGB', (body) => body.length === 1 && body.readUInt8(0) <= 3],
  ['gAMA', (body) => body.equals(SRGB_GAMMA)],
  ['cHRM', (body) => body.equals(SRGB_CHROMATICITIES)],
  ['pHYs', ({ length }) => length === 9], // browsers take pixels for square
  ['bKGD', ({ length }, colour) => length === backgroundLength(colour % 4)],
])

/** Whether a PNG has at most 8 bits a channel, every checksum right, and nothing to strip: PNG, third edition, 5. */
export function isBarePng(bytes: Buffer): boolean {
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) return false
  const seen = new Set<string>()
  let before = ''
  for (let at = 8; ;) {
    const length = bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    const end = at + 12 + length
    const isKnown = PLAIN.get(type)?.(bytes.subarray(at + 8, end - 4), bytes.readUInt8(25)) ?? false
    if (!isKnown || !isInPlace(type, before, seen)) return false
    if (bytes.readUInt32BE(end - 4) !== crc32(bytes.subarray(at + 4, end - 4))) return false
    if (type === 'IEND') return end === bytes.length && isComplete(seen, bytes.readUInt8(25))
    seen.add(type)
    before = type
    at = end
  }
}

function isPlainHeader(body: Buffer): boolean {
  if (body.length !== 13 || body.readUInt32BE(0) === 0 || body.readUInt32BE(4) === 0) return false
  const isDepth = DEPTHS.get(body.readUInt8(9))?.includes(body.readUInt8(8)) ?? false
  return isDepth && body.readUInt16BE(10) === 0 && body.readUInt8(12) <= 1
}

/** The length of one colour in bytes: PNG 11.3.5.1. A picture with alpha has the colour of one without. */
function backgroundLength(colour: number): number {
  if (colour === GRAY) return 2
  if (colour === RGB) return 6
  return colour === PALETTE ? 1 : -1
}

/**
 * Whether a chunk stands where it may, PNG 5.6: the header first, then everything else once, then the pixels in one row of
 * chunks, and the end right behind them.
 */
function isInPlace(type: string, before: string, seen: ReadonlySet<string>): boolean {
  if (type === 'IDAT') return before === 'IDAT' || (before !== '' && !seen.has('IDAT'))
  if (type === 'IEND') return before === 'IDAT'
  if ((type === 'IHDR') !== (before === '') || seen.has(type)) return false
  // libpng leaves out what stands on the wrong side of the palette.
  if (type === 'PLTE') return !seen.has('tRNS') && !seen.has('bKGD')
  return !['sRGB', 'gAMA', 'cHRM'].includes(type) || !seen.has('PLTE')
}

/**
 * Whether nothing is missing. Where `sRGB` is not there, Chromium takes gamma and chromaticities at their word, which is up to
 * 9 of 255 away.
 */
function isComplete(seen: ReadonlySet<string>, colour: number): boolean {
  if ((seen.has('gAMA') || seen.has('cHRM')) && !seen.has('sRGB')) return false
  return colour !== PALETTE || seen.has('PLTE')
}
