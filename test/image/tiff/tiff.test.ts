import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { hasWrongSum } from '../../../src/image/tiff/checksums.ts'
import { readDirectories } from '../../../src/image/tiff/directory.ts'
import { sharp } from '../../../src/image/sharp.ts'
import { decoded, headerOf, limits, middleOf, near, refusalOf } from '../decoded.ts'
import { type Directory, flat, tiffOf } from './tiffs.ts'

const [HALF, ONE] = [
  [0, 0x38],
  [0, 0x3c],
]
const refusal = (...pages: Directory[]) =>
  decoded(tiffOf(...pages)).then(
    () => 'none',
    (error: Error) => error.message,
  )

const noise = Buffer.from(Uint8Array.from({ length: 256 * 256 * 3 }, (_, at) => (at * 7 + (at >> 7) * 13) & 0xff))
/** Of which each value is packed by itself, so that others in its place can be unpacked as well. */
const grain = noise.map((_, at) => (Math.imul(at, 2_654_435_761) >>> 24) & 0xe0)
const scene = () => sharp(noise, { raw: { width: 256, height: 256, channels: 3 } })

async function sameAs(one: Buffer, other: Buffer): Promise<boolean> {
  return (await sharp(one).raw().toBuffer()).equals(await sharp(other).raw().toBuffer())
}

describe('lost data', () => {
  it.each(['deflate', 'lzw', 'jpeg', 'webp'] as const)(
    'of a tile is refused as that of a strip: %s',
    async (packing) => {
      for (const tile of [true, false]) {
        const bytes = await scene()
          .tiff({ compression: packing, tile, tileWidth: 64, tileHeight: 64, quality: 90 })
          .toBuffer()
        expect(await refusalOf(bytes)).toBe('none')
        // Zeros over a whole tile, or strip, in the middle.
        const lost = Buffer.from(bytes).fill(0, Math.floor(bytes.length * 0.3), Math.floor(bytes.length * 0.6))
        for (const scale of [1, 1 / 4]) expect(await refusalOf(lost, scale), `${tile}`).toBe('Refused damaged')
      }
    },
  )

  it('is found by the check sum, where it gives pixels as good as any', async () => {
    for (const tile of [true, false]) {
      const bytes = await sharp(grain, { raw: { width: 256, height: 256, channels: 3 } })
        .tiff({ compression: 'deflate', tile, tileWidth: 128, tileHeight: 128 })
        .toBuffer()
      let seen = 0
      for (let at = 0.1; at < 0.9; at += 0.1) {
        const lost = Buffer.from(bytes).fill(0, Math.floor(bytes.length * at), Math.floor(bytes.length * at) + 2)
        const isShown = await sharp(lost, { failOn: 'warning' })
          .raw()
          .toBuffer()
          .then(
            () => true,
            () => false,
          )
        if (isShown && !(await sameAs(lost, bytes))) seen += 1
        if (isShown)
          expect(await refusalOf(lost), `${at}`).toBe((await sameAs(lost, bytes)) ? 'none' : 'Refused damaged')
      }
      expect(seen).toBeGreaterThan(0) // or it would prove nothing
    }
  })

  it('is sought in no more bytes than a picture has', () => {
    const zeros = deflateSync(Buffer.alloc(2 ** 22))
    const directory = {
      page: 0,
      below: null,
      numbers: (tag: number) =>
        tag === 259
          ? [8]
          : tag === 273
            ? Array<number>(20_000).fill(0)
            : tag === 279
              ? Array<number>(20_000).fill(zeros.length)
              : [],
    }
    expect(hasWrongSum(zeros, directory, 64)).toBe(false) // of 84 GB no more than 17 MB are unpacked
    zeros[zeros.length - 1]! ^= 1
    expect(hasWrongSum(zeros, directory, 64)).toBe(true)
  })

  it('is not what a decoder warns of that reads an untidy directory', async () => {
    const bytes = await scene().tiff({ compression: 'deflate', tile: true, tileWidth: 64, tileHeight: 64 }).toBuffer()
    const at = bytes.readUInt32LE(4) + 2 // two entries change places: TIFF 6.0, section 2, has them sorted
    const first = Buffer.from(bytes.subarray(at, at + 12))
    bytes.copyWithin(at, at + 12, at + 24)
    first.copy(bytes, at + 12)
    expect(await refusalOf(bytes)).toBe('none')
    const lost = Buffer.from(bytes).fill(0, Math.floor(bytes.length * 0.3), Math.floor(bytes.length * 0.6))
    expect(await refusalOf(lost)).toBe('Refused damaged')
  })
})

describe('values', () => {
  it.each<[string, Directory, number[]]>([
    ['RGB of 8 bits', { data: flat(200, 100, 50) }, [200, 100, 50]],
    ['RGB of 16 bits', { bits: [16, 16, 16], data: flat(0, 200, 0, 100, 0, 50) }, [199, 100, 50]],
    ['RGB, half floats', { bits: [16, 16, 16], format: 3, data: flat(...HALF, ...ONE, 0, 0) }, [188, 255, 0]],
    ['gray, floats', { bits: [32], format: 3, photometric: 1, data: flat(0, 0, 0, 0x3f) }, [188, 188, 188]],
  ])('%s are shown', async (_, directory, colour) => {
    expect(await middleOf(tiffOf(directory))).toSatisfy(near(colour))
  })

  it.each<[string, Directory, string]>([
    ['32-bit', { bits: [32, 32, 32], data: flat(...Array<number>(12).fill(9)) }, 'a TIFF with 32 bits a value'],
    ['signed', { bits: [8, 8, 8], format: 2, data: flat(1, 2, 3) }, 'a TIFF of signed numbers'],
    ['signed gray', { bits: [8], format: 2, photometric: 1, data: flat(1) }, 'a TIFF of signed numbers'],
    [
      'inks in floats',
      { bits: [32, 32, 32, 32], format: 3, photometric: 5, data: flat(...Array<number>(16).fill(0)) },
      'a TIFF with 32 bits of floating point that is not RGB',
    ],
    [
      'gray half floats',
      { bits: [16], format: 3, photometric: 1, data: flat(...HALF) },
      'a TIFF with 16 bits of floating point that is not RGB',
    ],
    [
      'doubles',
      { bits: [64], format: 3, photometric: 1, data: flat(...Array<number>(8).fill(0)) },
      'a TIFF with 64 bits of floating point',
    ],
    ['odd depth', { bits: [12], photometric: 1, data: flat(1, 2) }, 'a TIFF with 12 bits a value'],
    ['RGB of 4 bits', { bits: [4, 4, 4], data: flat(1, 2) }, 'a TIFF with 4 bits a value'],
    ['unequal', { bits: [5, 6, 5], data: flat(1, 2) }, 'a TIFF with 5, 6, 5 bits a value'],
    [
      'tiles of one channel',
      {
        more: [
          [284, 3, 2],
          [322, 3, 16],
          [323, 3, 16],
          [324, 4, 8],
        ],
        data: flat(1, 2, 3),
      },
      'a TIFF in tiles with each channel by itself',
    ],
    ['LZMA', { packing: 34_925, data: flat(1, 2, 3) }, 'a TIFF packed with LZMA'],
    ['JBIG', { packing: 34_661, bits: [1], photometric: 1, data: flat(1) }, 'a TIFF packed with JBIG'],
    ['Zstandard', { packing: 50_000, data: flat(1, 2, 3) }, 'a TIFF packed with Zstandard'],
  ])('%s are refused by their name', async (_, directory, said) => {
    expect(await refusal(directory)).toContain(said)
    expect(await refusalOf(tiffOf(directory))).toBe('Refused unsupported')
  })

  it('says unsupported, too, of what nobody has heard of', async () => {
    expect(await refusalOf(tiffOf({ packing: 54_321, data: flat(1, 2, 3) }))).toBe('Refused unsupported')
  })
})

describe('a fourth channel', () => {
  const blue = [20, 40, 200]

  it('is alpha only where the file says so', async () => {
    for (const clear of [0, 128]) {
      const data = flat(...blue, clear)
      const bits = [8, 8, 8, 8]
      for (const scale of [1, 1 / 2]) {
        expect(await middleOf(tiffOf({ bits, extraSamples: 0, data }), scale)).toSatisfy(near(blue))
        const seen = await middleOf(tiffOf({ bits, extraSamples: 2, data }), scale)
        expect(seen[3]).toBe(clear)
      }
    }
  })

  it('of gray and of 16 bits, too', async () => {
    expect(
      await middleOf(tiffOf({ bits: [8, 8], photometric: 1, extraSamples: 0, data: flat(90, 0) }), 1 / 2),
    ).toSatisfy(near([90, 90, 90]))
    const deep = { bits: [16, 16, 16, 16], extraSamples: 0, data: flat(0, 20, 0, 40, 0, 200, 0, 0) }
    expect(await middleOf(tiffOf(deep), 1 / 2)).toSatisfy(near(blue))
  })

  it('is decoded with all pixels, so that the limit is for all of them', async () => {
    const spare = tiffOf({ bits: [8, 8, 8, 8], extraSamples: 0, data: flat(...blue, 0) })
    const { tiff } = await headerOf(spare, limits)
    expect(tiff).toEqual({ page: 0, below: null, hasSpare: true })
  })
})

describe('pages', () => {
  const copy: Directory = { subfile: 1, data: flat(250, 0, 0) }
  const whole: Directory = { subfile: 0, data: flat(0, 200, 0) }

  it('is the first that is no smaller copy', async () => {
    expect(await middleOf(tiffOf(copy, whole))).toSatisfy(near([0, 200, 0]))
    expect(await middleOf(tiffOf(copy, copy, whole, copy))).toSatisfy(near([0, 200, 0]))
    expect(await middleOf(tiffOf({ ...copy, below: [copy, whole] }))).toSatisfy(near([0, 200, 0]))
    expect(await middleOf(tiffOf(whole, copy))).toSatisfy(near([0, 200, 0]))
    expect(await middleOf(tiffOf(copy))).toSatisfy(near([250, 0, 0]))
  })

  it('is none where it is raw data of a sensor, whatever stands before it', async () => {
    for (const photometric of [32_803, 34_892]) {
      const raw: Directory = { subfile: 0, photometric, bits: [16], data: flat(0, 9) }
      for (const pages of [[copy, raw], [{ ...copy, below: [raw] }], [raw]])
        expect(await refusal(...pages)).toContain("raw data of a camera's sensor is not supported")
    }
  })
})

describe('a hostile directory', () => {
  it('takes no time or memory', () => {
    const many = Buffer.alloc(2 + 65_535 * 12 + 4)
    many.writeUInt16LE(65_535)
    for (let at = 2; at + 12 <= many.length; at += 12) {
      many.writeUInt16LE(258, at)
      many.writeUInt16LE(3, at + 2)
      many.writeUInt32LE(0xffff_ffff, at + 4)
    }
    many.writeUInt32LE(8, many.length - 4) // it is its own successor
    const directories = readDirectories(Buffer.concat([Buffer.from('II*\0\x08\0\0\0', 'latin1'), many]))
    expect(directories).toHaveLength(16)
    expect(directories[0]!.numbers(258)).toHaveLength(16)
  })

  it('is read in either order, and as BigTIFF', async () => {
    const big = await scene().tiff({ compression: 'lzw', bigtiff: true }).toBuffer()
    expect(readDirectories(big)[0]!.numbers(258)).toEqual([8, 8, 8])
    expect(await refusalOf(big)).toBe('none')
  })
})
