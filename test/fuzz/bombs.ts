import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { makeParserBombs } from './parser-bombs.ts'

/** Small files that stand for a great deal, or for nothing at all. */
export async function makeBombs(): Promise<Readonly<Record<string, Buffer>>> {
  return { ...(await makePlainBombs()), ...(await makeParserBombs()) }
}

async function makePlainBombs(): Promise<Readonly<Record<string, Buffer>>> {
  const plain = { create: { width: 16, height: 16, channels: 3, background: '#c80000' } } as const
  return {
    'empty.jpg': Buffer.alloc(0),
    'one-byte.png': Buffer.from([0x89]),
    'zeros.jpg': Buffer.alloc(1000),
    'huge.png': png(60_000, 60_000, deflateSync(Buffer.alloc(1000))),
    'at-the-limit.png': png(8000, 16_000, deflateSync(Buffer.alloc(16_000 * (8000 * 3 + 1)), { level: 1 })),
    'without-pixels.png': png(1000, 1000, Buffer.alloc(0)),
    'no-width.png': png(0, 10, deflateSync(Buffer.alloc(10))),
    'strip.png': png(65_500, 1, deflateSync(Buffer.alloc(65_500 * 3 + 1))),
    'frames.gif': await frames(400),
    'screen.gif': patched(await sharp(plain).gif().toBuffer(), 6, 0xffff, 2, 'LE'),
    'lie.jpg': await lyingJpeg(),
    'lie.webp': await lyingWebp(),
    'lie.avif': await lyingAvif(),
    'strip.tif': await sharp({ create: { width: 65_500, height: 1, channels: 3, background: '#00c800' } })
      .tiff({ compression: 'lzw' })
      .toBuffer(),
    'uses.svg': Buffer.from(uses(60)),
    'entities.svg': Buffer.from(
      '<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&b;</text></svg>',
    ),
    'wide.svg': Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="1e9" height="1"><rect width="1e9" height="1"/></svg>',
    ),
    'deep.svg': Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${'<g>'.repeat(50_000)}${'</g>'.repeat(50_000)}</svg>`,
    ),
    'filters.svg': Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"><filter id="f">${'<feGaussianBlur stdDeviation="20"/>'.repeat(500)}</filter><rect filter="url(#f)" width="900" height="900"/></svg>`,
    ),
    'letters.svg': Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"><text y="100">${'x'.repeat(1e6)}</text></svg>`,
    ),
  }
}

function png(width: number, height: number, data: Buffer): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, body: Buffer): Buffer {
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length)
  const named = Buffer.concat([Buffer.from(type), body])
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

/** Each is a pixel high when it is stored, and as large as the screen says when it is shown. */
async function frames(count: number): Promise<Buffer> {
  const all = Array.from({ length: count }, (_, at) => ({
    create: { width: 500, height: 500, channels: 3 as const, background: { r: at % 256, g: 0, b: 0 } },
  }))
  const made = await Promise.all(all.map((one) => sharp(one).png().toBuffer()))
  return sharp(made, { join: { animated: true } })
    .gif({ effort: 1 })
    .toBuffer()
}

async function lyingJpeg(): Promise<Buffer> {
  const jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#0000c8' } })
    .jpeg()
    .toBuffer()
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]))
  return patched(patched(jpeg, frame + 5, 0xffff, 2, 'BE'), frame + 7, 1900, 2, 'BE')
}

async function lyingWebp(): Promise<Buffer> {
  const webp = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#0000c8' } })
    .webp()
    .toBuffer()
  return patched(webp, 26, 0x3fff, 2, 'LE')
}

async function lyingAvif(): Promise<Buffer> {
  const avif = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#0000c8' } })
    .avif({ effort: 0 })
    .toBuffer()
  return patched(avif, avif.indexOf('ispe') + 8, 60_000, 4, 'BE')
}

function patched(bytes: Buffer, at: number, value: number, width: number, order: 'LE' | 'BE'): Buffer {
  const changed = Buffer.from(bytes)
  if (order === 'LE') changed.writeUIntLE(value, at, width)
  else changed.writeUIntBE(value, at, width)
  return changed
}

function uses(levels: number): string {
  const groups = Array.from(
    { length: levels },
    (_, at) => `<g id="a${at + 1}"><use href="#a${at}"/><use href="#a${at}"/></g>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g id="a0"><rect width="1" height="1"/></g>${groups.join('')}<use href="#a${levels}"/></svg>`
}
