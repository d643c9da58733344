import { crc32, deflateSync } from 'node:zlib'
import { sharp } from '../../../src/image/sharp.ts'

/** Profiles and other ways to say what colours mean, and what they then are in sRGB. */

type Rgb = readonly [number, number, number]
/** The XYZ of red, green and blue, of a white that is D50 as ICC has it. */
type Columns = readonly [Rgb, Rgb, Rgb]

// http://www.brucelindbloom.com/index.html?Eqn_RGB_XYZ_Matrix.html
export const adobe: Columns = [
  [0.609_741, 0.311_117, 0.019_471],
  [0.205_276, 0.625_672, 0.060_87],
  [0.149_185, 0.063_217, 0.744_566],
]
export const proPhoto: Columns = [
  [0.797_675, 0.288_04, 0],
  [0.135_192, 0.711_874, 0],
  [0.031_353, 0.000_086, 0.825_21],
]
export const p3: Columns = [
  [0.515_12, 0.2412, -0.001_05],
  [0.291_98, 0.692_25, 0.041_89],
  [0.1571, 0.066_57, 0.784_07],
]
const FROM_D50: Columns = [
  [3.133_856_1, -1.616_866_7, -0.490_614_6],
  [-0.978_768_4, 1.916_141_5, 0.033_454],
  [0.071_945_3, -0.228_991_4, 1.405_242_7],
]

/** What a colour is in sRGB, by the textbook. */
export function inSrgb(color: Rgb, columns: Columns, decode: (value: number) => number): number[] {
  const xyz = [0, 1, 2].map((row) =>
    columns.reduce((sum, column, index) => sum + column[row]! * decode(color[index]! / 255), 0),
  )
  return FROM_D50.map(([x, y, z]) => encode(x * xyz[0]! + y * xyz[1]! + z * xyz[2]!))
}

export function encode(light: number): number {
  const value = light <= 0.003_130_8 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055
  return Math.round(Math.min(1, Math.max(0, value)) * 255)
}

/** A profile of three primaries and one gamma: ICC.1:2001-04, 6.3.1.2. */
export function rgbProfile(columns: Columns, gamma: number): Buffer {
  const curve = curveOf(gamma)
  const [r, g, b] = columns.map((column) => xyzOf(column))
  return profileOf('RGB ', {
    wtpt: xyzOf([0.9642, 1, 0.8249]),
    rXYZ: r!,
    gXYZ: g!,
    bXYZ: b!,
    rTRC: curve,
    gTRC: curve,
    bTRC: curve,
  })
}

export function grayProfile(gamma: number): Buffer {
  return profileOf('GRAY', { wtpt: xyzOf([0.9642, 1, 0.8249]), kTRC: curveOf(gamma) })
}

function profileOf(space: string, tags: Readonly<Record<string, Buffer>>): Buffer {
  const all = { desc: descriptionOf('test'), cprt: textOf('none'), ...tags }
  const names = Object.keys(all)
  const head = Buffer.alloc(132 + names.length * 12)
  let at = head.length
  for (const [index, data] of Object.values(all).entries()) {
    head.write(names[index]!, 132 + index * 12, 'latin1')
    head.writeUInt32BE(at, 136 + index * 12)
    head.writeUInt32BE(data.length, 140 + index * 12)
    at += data.length
  }
  head.writeUInt32BE(at, 0)
  head.writeUInt32BE(0x02_40_00_00, 8)
  head.write(`mntr${space}XYZ `, 12, 'latin1')
  head.write('acsp', 36, 'latin1')
  xyzOf([0.9642, 1, 0.8249]).copy(head, 68, 8)
  head.writeUInt32BE(names.length, 128)
  return Buffer.concat([head, ...Object.values(all)])
}

function typed(type: string, data: Buffer): Buffer {
  const padding = Buffer.alloc((4 - (data.length % 4)) % 4)
  return Buffer.concat([Buffer.from(`${type}\0\0\0\0`, 'latin1'), data, padding])
}

function xyzOf(color: Rgb): Buffer {
  const data = Buffer.alloc(12)
  for (const [index, value] of color.entries()) data.writeInt32BE(Math.round(value * 65_536), index * 4)
  return typed('XYZ ', data)
}

function curveOf(gamma: number): Buffer {
  const data = Buffer.from([0, 0, 0, 1, 0, 0])
  data.writeUInt16BE(Math.round(gamma * 256), 4)
  return typed('curv', data)
}

function textOf(text: string): Buffer {
  return typed('text', Buffer.from(`${text}\0`, 'latin1'))
}

function descriptionOf(text: string): Buffer {
  const data = Buffer.alloc(4 + text.length + 1 + 8 + 3 + 67)
  data.writeUInt32BE(text.length + 1, 0)
  data.write(text, 4, 'latin1')
  return typed('desc', data)
}

/** A PNG of one colour, of 16 bits a channel where that is said. */
export async function pngOf(color: Rgb, isDeep = false): Promise<Buffer> {
  const [r, g, b] = color
  const flat = sharp({ create: { width: 16, height: 16, channels: 3, background: { r, g, b } } })
  return flat
    .toColourspace(isDeep ? 'rgb16' : 'srgb')
    .png()
    .toBuffer()
}

/** Adds chunks to a PNG, before its pixels. */
export function withChunks(png: Buffer, chunks: Readonly<Record<string, Buffer>>): Buffer {
  const added = Object.entries(chunks).map(([type, data]) => chunkOf(type, data))
  return Buffer.concat([png.subarray(0, 33), ...added, png.subarray(33)])
}

export function chunkOf(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  crc.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, crc])
}

export function iccChunk(profile: Buffer): { iCCP: Buffer } {
  return { iCCP: Buffer.concat([Buffer.from('x\0\0', 'latin1'), deflateSync(profile)]) }
}
