import { describe, expect, it } from 'vitest'
import { resolveConfig } from '../../src/config/config.ts'
import { Refused } from '../../src/errors.ts'
import { sharp } from '../../src/image/sharp.ts'
import { sniff } from '../../src/image/sniff.ts'
import { readFixtures } from '../pictures/fixtures.ts'
import { headerOf } from './decoded.ts'

const { limits } = resolveConfig({})
const files = new Map(readFixtures().map(({ name, bytes }) => [name, bytes]))
/** One of each kind, and what tells it. */
const kinds = {
  jpeg: { file: 'baseline.jpg', magic: 3 },
  png: { file: 'rgb.png', magic: 8 },
  gif: { file: 'still.gif', magic: 6 },
  webp: { file: 'lossy.webp', magic: 12 },
  avif: { file: '8-bit.avif', magic: 32 },
  tiff: { file: 'lzw.tif', magic: 4 },
  svg: { file: 'drawing.svg', magic: 5 },
} as const
type Known = keyof typeof kinds
const all = Object.keys(kinds) as Known[] // oxlint-disable-line typescript/no-unsafe-type-assertion -- they are its keys

const bytesOf = (kind: Known) => files.get(kinds[kind].file)!
const magicOf = (kind: Known) => bytesOf(kind).subarray(0, kinds[kind].magic)

/** A drawing goes to the process that draws, and is not looked at here. */
async function outcomeOf(bytes: Buffer): Promise<unknown> {
  if (sniff(bytes) === 'svg') return 'svg'
  try {
    const { kind } = await headerOf(bytes, limits)
    return kind
  } catch (error) {
    return error instanceof Refused ? 'refused' : error
  }
}

describe.each(all)('the bytes of %s', (kind) => {
  it('are what they are', async () => {
    expect([sniff(bytesOf(kind)), await outcomeOf(bytesOf(kind))]).toEqual([kind, kind])
  })

  it.each(all.filter((other) => other !== kind))('dressed as %s are that or nothing', async (other) => {
    const bytes = bytesOf(kind)
    const [magic, text] = [magicOf(other), bytes.toString('latin1')]
    const dressed = [
      Buffer.concat([magic, bytes]),
      Buffer.concat([magic, bytes.subarray(magic.length)]),
      Buffer.concat([bytes.subarray(0, 4), magic, bytes]),
      Buffer.concat([bytes.subarray(0, kinds[kind].magic), magic, bytes.subarray(kinds[kind].magic)]),
      Buffer.from(`<!--${magic.toString('latin1')}-->${text}`, 'latin1'),
      Buffer.from(`${magic.toString('latin1')}<!--${text}-->`, 'latin1'),
    ]
    for (const file of dressed) expect([sniff(file), 'refused']).toContain(await outcomeOf(file))
  })
})

it.each(['ftypavif', 'ftypavis', 'ftypheic', 'ftypmif1'])(
  'a drawing with %s near its beginning is a drawing',
  (brand) => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    for (const begun of [`<!--${brand}-->`, `<?a ${brand}?>`]) expect(sniff(Buffer.from(begun + svg))).toBe('svg')
  },
)

it('what libvips takes for another kind than its first bytes say is refused', async () => {
  const jpeg = bytesOf('jpeg')
  const odd = Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0]), jpeg.subarray(2)])
  expect([sniff(odd), (await sharp(odd).metadata()).format]).toEqual([null, 'jpeg'])
  await expect(headerOf(odd, limits)).rejects.toEqual(
    new Refused('unsupported', 'the file begins as one kind of picture and is read as another'),
  )
})

it.each([
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
  ['PPM', 'P6\n1 1\n255\nabc'],
  ['Radiance', '#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\nabcd'],
  ['FITS', `SIMPLE  =                    T${' '.repeat(50)}`],
  ['PDF', '%PDF-1.4\n%%EOF'],
])('%s cannot be read in this process at all', async (_, text) => {
  await expect(sharp(Buffer.from(text)).metadata()).rejects.toThrow('unsupported image format')
})
