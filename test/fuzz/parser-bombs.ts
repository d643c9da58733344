import { crc32, deflateSync, gzipSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { progressiveJpeg } from '../image/scans.ts'

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900">'

/** Small or simple files of which a reader that trusts them makes seconds, or gigabytes. */
export async function makeParserBombs(): Promise<Readonly<Record<string, Buffer>>> {
  const red = sharp({ create: { width: 16, height: 16, channels: 3, background: '#c80000' } })
  const [png, jpeg, gif, webp] = [
    await red.png().toBuffer(),
    await red.jpeg().toBuffer(),
    await red.gif().toBuffer(),
    await red.webp().toBuffer(),
  ]
  const inPng = (...chunks: readonly Buffer[]) => Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)])
  const inJpeg = (...bytes: number[]) =>
    Buffer.concat([jpeg.subarray(0, 2), Buffer.alloc(32e6, Buffer.from(bytes)), jpeg.subarray(2)])
  const zeros = deflateSync(Buffer.alloc(45e6), { level: 9 })
  const hex = `\nexif\n15000000\n${Buffer.concat([Buffer.from('Exif\0\0II*\0\x08\0\0\0'), Buffer.alloc(15e6)]).toString('hex')}`
  const rawProfile = Buffer.from(`Raw profile type exif\0${hex}`)
  return {
    'doctype.jpg': gzipSync(`<!doctype ${'a'.repeat(80_000)}`),
    'long-doctype.gif': gzipSync(`<!doctype ${'a'.repeat(4e6)}`),
    'zipped.svgz': gzipSync(Buffer.alloc(2 ** 28, 0x20), { level: 9 }),
    'entity.svg': Buffer.from(`<svg><!ENTITY${' '.repeat(64_000)}`),
    'brand.svg': Buffer.from(`<!--ftypavif-->${SVG}<text y="100">${'x'.repeat(1e6)}</text></svg>`),
    'scans.jpg': progressiveJpeg(11_200, 880),
    'scans-at-the-limit.jpg': progressiveJpeg(11_200, 32),
    'scans-of-an-icon.jpg': progressiveJpeg(64, 880),
    'segments.jpg': inJpeg(0xff, 0xe1, 0, 2),
    'chunks.png': inPng(Buffer.concat(Array.from({ length: 1.8e6 }, (_, at) => chunk(nameOf(at), Buffer.alloc(0))))),
    'hex-exif.png': inPng(chunk('tEXt', rawProfile)),
    'zipped-exif.png': inPng(
      chunk('zTXt', Buffer.concat([Buffer.from('Raw profile type exif\0\0'), deflateSync(hex)])),
    ),
    'zipped-texts.png': inPng(
      ...Array.from({ length: 20 }, () => chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), zeros]))),
    ),
    'many-frames.gif': Buffer.concat([
      gif.subarray(0, -1),
      Buffer.alloc(30e6, Buffer.from([44, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 68, 1, 0])),
      gif.subarray(-1),
    ]),
    'chunks.webp': chunked(webp),
    'frames-490.webp': await flat(490, 450).webp({ lossless: true, effort: 0 }).toBuffer(),
    'frames-490.gif': await flat(490, 450).gif({ effort: 1 }).toBuffer(),
    'frames-50.gif': await flat(50, 1000).gif({ effort: 1 }).toBuffer(),
    'frames-40.webp': await flat(40, 1000).webp({ lossless: true, effort: 0 }).toBuffer(),
  }
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), body])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

/** Millions of names of a chunk that no reader has to know. */
function nameOf(number: number): string {
  const letter = (of: number, first: string) => String.fromCodePoint(first.charCodeAt(0) + (Math.floor(of) % 26))
  return letter(number, 'a') + letter(number / 26, 'a') + letter(number / 676, 'A') + letter(number / 17_576, 'a')
}

function chunked(webp: Buffer): Buffer {
  const head = Buffer.from('VP8X\x0a\0\0\0\0\0\0\0\x0f\0\0\x0f\0\0', 'latin1')
  const bytes = Buffer.concat([
    webp.subarray(0, 12),
    head,
    webp.subarray(12),
    Buffer.alloc(32e6, Buffer.from('ABCD\0\0\0\0')),
  ])
  bytes.writeUInt32LE(bytes.length - 8, 4)
  return bytes
}

/** Frames of one colour each, which take next to nothing as a file. */
function flat(frames: number, side: number): Sharp {
  const pixels = Buffer.alloc(frames * side * side * 3)
  for (let frame = 0; frame < frames; frame += 1) {
    const colour = Buffer.from([frame % 2 === 0 ? 200 : 20, frame % 256, (frame * 7) % 256])
    pixels.fill(colour, frame * side * side * 3, (frame + 1) * side * side * 3)
  }
  const raw = { width: side, height: side * frames, channels: 3, pageHeight: side } as const
  return sharp(pixels, { raw, limitInputPixels: false, pages: -1 })
}
