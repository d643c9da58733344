import sharp from 'sharp'

/** Small pictures with known pixels, for tests of the image core. */

type Rgb = readonly [number, number, number]

/** Four quarters: red, green above blue, yellow; with some grain, coarse and fine, which makes photos of them in every size. */
function quarters(width: number, height: number): Buffer {
  const pixels = Buffer.alloc(width * height * 3)
  let at = 0
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const isRight = x >= width / 2
      const color: Rgb = y < height / 2 ? (isRight ? [0, 200, 0] : [200, 0, 0]) : isRight ? [200, 200, 0] : [0, 0, 200]
      for (let channel = 0; channel < 3; channel += 1, at += 1) {
        pixels[at] =
          color[channel]! + grain(x, y, channel) + grain(x >> 3, y >> 3, channel) + grain(x >> 6, y >> 6, channel)
      }
    }
  }
  return pixels
}

/** A number from 0 to 3 for each place, in no order. */
function grain(x: number, y: number, channel: number): number {
  const mixed = Math.imul(Math.imul(x, 0x9e3779b1) ^ Math.imul(y + 1, 0x85ebca6b), 0xc2b2ae35)
  return (mixed >>> (8 + channel * 4)) & 3
}

export async function jpegOf(width: number, height: number): Promise<Buffer> {
  return sharp(quarters(width, height), { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toBuffer()
}

/** A ring with a clear middle and a half-clear rim. */
export async function pngWithAlpha(size: number): Promise<Buffer> {
  const pixels = Buffer.alloc(size * size * 4)
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const distance = Math.hypot(x - size / 2, y - size / 2) / size
      pixels.set([250, 120, 0, distance < 0.2 ? 0 : distance < 0.35 ? 255 : 128], (y * size + x) * 4)
    }
  }
  return sharp(pixels, { raw: { width: size, height: size, channels: 4 } })
    .png()
    .toBuffer()
}

/** Red, green, blue frames. */
export async function animatedGif(width: number, height: number): Promise<Buffer> {
  const frames = await Promise.all(
    ['#c80000', '#00c800', '#0000c8'].map((background) =>
      sharp({ create: { width, height, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  )
  return sharp(frames, { join: { animated: true } })
    .gif({ delay: [100, 200, 300], loop: 3 })
    .toBuffer()
}

/** The colour at a place, given in parts of width and height, in a frame. */
export async function colorAt(bytes: Uint8Array, x: number, y: number, page = 0): Promise<number[]> {
  const { data, info } = await sharp(bytes, { page }).raw().toBuffer({ resolveWithObject: true })
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels
  return [...data.subarray(at, at + info.channels)]
}

/** A PNG whose header says so and so many pixels and which has none of them: to be refused by its header alone. */
export function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.from('89504e470d0a1a0a0000000d49484452000000000000000008020000000000000000', 'hex')
  header.writeUInt32BE(width, 16)
  header.writeUInt32BE(height, 20)
  header.writeUInt32BE(crc32(header.subarray(12, 29)), 29)
  const data = Buffer.from('0000000049444154', 'hex')
  return Buffer.concat([header.subarray(0, 33), data, Buffer.from('35af061e', 'hex')])
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1
  }
  return (crc ^ 0xffff_ffff) >>> 0
}
