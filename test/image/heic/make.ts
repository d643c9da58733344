import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { coded, exifItem, heif, type Item, property } from './boxes.ts'

/**
 * Makes the HEIC files beside this one: `node test/image/heic/make.ts`, with Debian's `libheif-examples`. What
 * `heif-enc` cannot say (rotation, tiles, auxiliary images) is put around its coded pictures by `boxes.ts`.
 */
const folder = mkdtempSync(join(tmpdir(), 'heic-'))
const LOSSLESS = ['-L', '-p', 'chroma=444', '--matrix_coefficients', '0']

/** Four quarters: red, green above blue, yellow. */
async function quarters(width: number, height: number): Promise<Buffer> {
  const half = { width: width / 2, height: height / 2 }
  const one = (background: string, left: number, top: number) => ({
    input: { create: { ...half, channels: 3 as const, background } },
    left: left * half.width,
    top: top * half.height,
  })
  return sharp({ create: { width, height, channels: 3, background: '#c80000' } })
    .composite([one('#00c800', 1, 0), one('#0000c8', 0, 1), one('#c8c800', 1, 1)])
    .png()
    .toBuffer()
}

async function plain(width: number, height: number, background: string): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer()
}

function encode(picture: Buffer, options: readonly string[], extension = 'png'): Buffer {
  const input = join(folder, `in.${extension}`)
  const output = join(folder, 'out.heic')
  writeFileSync(input, picture)
  execFileSync('heif-enc', [...options, input, '-o', output], { stdio: ['ignore', 'ignore', 'inherit'] })
  return readFileSync(output)
}

function save(name: string, bytes: Buffer): void {
  writeFileSync(new URL(`${name}.heic`, import.meta.url), bytes)
}

/** EXIF as a camera would write it, with a position that nobody is to see. */
async function exifOf(orientation: number): Promise<Buffer> {
  const jpeg = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#000' } })
    .withExif({
      IFD0: { Copyright: 'Ann', Artist: 'Bob', Make: 'Camera' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
    })
    .withMetadata({ orientation })
    .jpeg()
    .toBuffer()
  return exifItem((await sharp(jpeg).metadata()).exif!)
}

/** ISO 14496-12 12.1.5; the matrix is that of BT.601, as heif-enc has it, in the full range. */
function withNclx(file: Buffer, primaries: number, transfer: number): Buffer {
  const picture = coded(file)
  const colr = property('colr', [...Buffer.from('nclx'), 0, primaries, 0, transfer, 0, 6, 0x80])
  return heif([{ ...picture, properties: [...picture.properties, colr] }])
}

/** How the pixels lie in a file of an orientation: TIFF 6.0, Orientation. */
const LYING: Readonly<Record<number, (upright: Sharp) => Sharp>> = {
  1: (upright) => upright,
  2: (upright) => upright.flop(),
  3: (upright) => upright.rotate(180),
  4: (upright) => upright.flip(),
  5: (upright) => upright.flip().rotate(90), // Sharp flips before it turns
  6: (upright) => upright.rotate(270),
  7: (upright) => upright.flip().rotate(270),
  8: (upright) => upright.rotate(90),
}

/** What lies so in a JPEG, Sharp shows upright. */
async function checkLying(raw: Buffer, orientation: number): Promise<void> {
  const jpeg = await sharp(raw).withMetadata({ orientation }).jpeg().toBuffer()
  const { data, info } = await sharp(jpeg).autoOrient().raw().toBuffer({ resolveWithObject: true })
  const red = data[(16 * info.width + 32) * 3]!
  const green = data[(16 * info.width + 96) * 3 + 1]!
  if (info.width !== 128 || Math.abs(red - 200) > 9 || Math.abs(green - 200) > 9) throw new Error(`not ${orientation}`)
}

/** ISO 23008-12 6.5.10 and 6.5.12: quarter turns against the clock, then a flip (0: upside down, 1: left to right). */
const TURNS: Readonly<Record<number, { readonly irot?: number; readonly imir?: number }>> = {
  1: {},
  2: { imir: 1 },
  3: { irot: 2 },
  4: { imir: 0 },
  5: { irot: 3, imir: 1 },
  6: { irot: 3 },
  7: { irot: 3, imir: 0 },
  8: { irot: 1 },
}

for (const [name, lie] of Object.entries(LYING)) {
  const orientation = Number(name)
  const raw = await lie(sharp(await quarters(128, 64)))
    .png()
    .toBuffer()
  await checkLying(raw, orientation)
  const { irot, imir } = TURNS[orientation]!
  const picture = coded(encode(raw, LOSSLESS))
  const turned: Item = {
    ...picture,
    properties: [
      ...picture.properties,
      ...(irot === undefined ? [] : [property('irot', [irot])]),
      ...(imir === undefined ? [] : [property('imir', [imir])]),
    ],
  }
  const exif: Item = { type: 'Exif', data: await exifOf(orientation), properties: [], refers: ['cdsc', [1]] }
  save(`orientation-${orientation}`, heif([turned, exif]))
}

// EXIF says 6 and the file itself nothing: it is not to be turned. heif-enc makes a grid of one tile of this size.
const sideways = await sharp(await quarters(96, 48))
  .withMetadata({ orientation: 6 })
  .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
  .toBuffer()
save('exif-orientation-only', encode(sideways, ['-q', '90'], 'jpg'))

const inP3 = await sharp(await plain(64, 64, '#c86432'))
  .withIccProfile('p3')
  .png()
  .toBuffer()
save('icc-p3', encode(inP3, LOSSLESS))
save('nclx-p3', withNclx(encode(await plain(64, 64, '#c86432'), ['-q', '95']), 12, 13))
const tenBit = await sharp(await plain(64, 64, '#949494'))
  .toColourspace('rgb16')
  .png()
  .toBuffer()
save('ten-bit-pq', withNclx(encode(tenBit, ['-q', '90', '-b', '10']), 9, 16))
const glass = await sharp({
  create: { width: 64, height: 64, channels: 4, background: { r: 250, g: 120, b: 0, alpha: 0.5 } },
})
  .composite([{ input: { create: { width: 32, height: 64, channels: 4, background: '#0000c8' } }, left: 0, top: 0 }])
  .png()
  .toBuffer()
save('alpha', encode(glass, ['-q', '90']))

// Tiles of a phone, of which the last column and row hang over: 4 x 64 pixels make 100 x 120.
const tiles = ['#c80000', '#00c800', '#0000c8', '#c8c800']
const grid: Item = {
  type: 'grid',
  data: Buffer.from([0, 0, 1, 1, 0, 100, 0, 120]),
  properties: [property('ispe', [0, 0, 0, 0, 0, 0, 0, 100, 0, 0, 0, 120])],
  refers: ['dimg', [2, 3, 4, 5]],
}
const plains = await Promise.all(tiles.map(async (tile) => plain(64, 64, tile)))
save('grid', heif([grid, ...plains.map((tile) => coded(encode(tile, ['-q', '90'])))]))

const XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>'

// What an iPhone adds: a gain map and a depth map, which are grey, and a thumbnail. None of them is to be seen.
const grey = coded(encode(await plain(64, 64, '#808080'), ['-q', '50']))
const auxiliary = (kind: string): Item => ({
  ...grey,
  properties: [
    ...grey.properties,
    property('auxC', [0, 0, 0, 0, ...Buffer.from(`urn:com:apple:photo:2020:aux:${kind}\0`)]),
  ],
  refers: ['auxl', [1]],
})
save(
  'gain-map',
  heif([
    coded(encode(await quarters(128, 64), LOSSLESS)),
    auxiliary('hdrgainmap'),
    auxiliary('disparity'),
    { ...grey, refers: ['thmb', [1]] },
    { type: 'mime', data: Buffer.from(XMP), properties: [], refers: ['cdsc', [1]] },
  ]),
)

rmSync(folder, { recursive: true })
