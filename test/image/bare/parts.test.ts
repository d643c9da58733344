import { readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { isBare } from '../../../src/image/bare/bare.ts'
import { segment } from '../../../src/image/gain-map/segments.ts'
import { animatedGif, jpegOf, pngWithAlpha } from '../pictures.ts'
import { box, u32 } from './avif-boxes.ts'

/** What fits into a file where a block may be, and nobody sees. */
const secret = Buffer.from('52.1 N 13.2 E, home of Ann')
const fixture = (name: string) => readFileSync(new URL(`../../pictures/files/${name}`, import.meta.url))
const insert = (bytes: Buffer, at: number, more: Buffer) =>
  Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])
const without = (bytes: Buffer, from: number, to: number) =>
  Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
/** The same, with other bytes behind the first occurrence of these. */
const patched = (bytes: Buffer, mark: string, offset: number, to: string) => {
  const at = bytes.indexOf(mark, 0, 'latin1')
  expect(at, mark).toBeGreaterThan(-1)
  const other = Buffer.from(bytes)
  other.write(to, at + offset, 'latin1')
  return other
}

it('knows no type but these', async () => {
  const jpeg = await jpegOf(16, 16)
  for (const type of ['constructor', 'toString', '__proto__', 'image/jpg', 'IMAGE/JPEG', '']) {
    expect(isBare(jpeg, type)).toBe(false)
  }
})

describe('the fixtures', () => {
  it.each([
    ['baseline.jpg', 'restarts.jpg', 'progressive.jpg', 'gray.jpg', '444.jpg'],
    ['rgb.png', 'palette-2.png', 'interlaced.png', 'rgba.png', '1x1.png'],
    ['still.gif', 'moving.gif', 'lossy.webp', 'alpha.webp', 'moving.webp', '8-bit.avif', 'alpha.avif'],
  ])('are bare: %s …', (...names) => {
    for (const name of names) expect(isBare(fixture(name), typeOf(name)), name).toBe(true)
  })

  it.each([
    ['arithmetic.jpg', 'cmyk.jpg', 'cmyk-plain.jpg', 'hdr.jpg', 'no-end.jpg', 'trailer.jpg', 'private.jpg', 'p3.jpg'],
    ['16-bit.png', 'moving.png', 'linear.png', 'private.png', 'turned-6.png', 'gray-16.png'],
    ['private.webp', 'p3.webp', 'turned-6.webp', '10-bit.avif', '10-bit-alpha.avif', 'exif-turned.avif', 'p3.avif'],
  ])('are not: %s …', (...names) => {
    for (const name of names) expect(isBare(fixture(name), typeOf(name)), name).toBe(false)
  })
})

function typeOf(name: string): string {
  return `image/${name.split('.')[1]!.replace('jpg', 'jpeg')}`
}

describe('a JPEG', () => {
  let jpeg: Buffer
  const frame = () => jpeg.indexOf(Buffer.from([0xff, 0xc0]))
  const scan = () => jpeg.indexOf(Buffer.from([0xff, 0xda]))
  const isBareJpeg = (bytes: Buffer) => isBare(bytes, 'image/jpeg')
  beforeAll(async () => {
    jpeg = await jpegOf(64, 48)
  })

  it.each([0xdb, 0xc4, 0xdd, 0xda, 0xc0])('hides nothing in segment %i', (marker) => {
    expect(isBareJpeg(insert(jpeg, 2, segment(marker, secret)))).toBe(false)
    expect(isBareJpeg(insert(jpeg, 2, segment(marker, Buffer.alloc(0))))).toBe(false)
    expect(isBareJpeg(patched(jpeg, '\xff\xdb', 4, '\x04'))).toBe(false) // a fifth table
    const at = jpeg.indexOf(Buffer.from([0xff, marker]))
    if (at === -1) return
    const end = at + 2 + jpeg.readUInt16BE(at + 2)
    const longer = segment(marker, Buffer.concat([jpeg.subarray(at + 4, end), secret]))
    expect(isBareJpeg(Buffer.concat([jpeg.subarray(0, at), longer, jpeg.subarray(end)]))).toBe(false)
  })

  it('has one frame, and pixels behind it', () => {
    expect(isBareJpeg(jpeg)).toBe(true)
    expect(isBareJpeg(without(jpeg, scan(), jpeg.length - 2))).toBe(false)
    expect(isBareJpeg(without(jpeg, frame(), frame() + 19))).toBe(false)
    expect(isBareJpeg(insert(jpeg, frame(), jpeg.subarray(frame(), frame() + 19)))).toBe(false)
    expect(isBareJpeg(patched(jpeg, '\xff\xc0', 5, '\0\0'))).toBe(false) // its height follows somewhere
    expect(isBareJpeg(patched(jpeg, '\xff\xc0', 4, '\x0c'))).toBe(false)
    expect(isBareJpeg(patched(jpeg, '\xff\xc0', 1, '\xc1'))).toBe(false)
    expect(isBareJpeg(patched(jpeg, '\xff\xc0', 1, '\xc3'))).toBe(false)
  })

  it('has components that no decoder takes for RGB', () => {
    const names = ['R', 'G', 'B']
    const rgb = names.reduce((bytes, name, index) => patched(bytes, '\xff\xc0', 10 + 3 * index, name), jpeg)
    expect(isBareJpeg(names.reduce((bytes, name, index) => patched(bytes, '\xff\xda', 5 + 2 * index, name), rgb))).toBe(
      false,
    )
  })

  it('is not gray and Adobe at once', async () => {
    const gray = await sharp(jpeg).toColourspace('b-w').jpeg().toBuffer()
    expect(isBareJpeg(gray)).toBe(true)
    const adobe = segment(0xee, Buffer.from('Adobe\0\x64\0\0\0\0\x01', 'latin1'))
    expect(isBareJpeg(insert(jpeg, 2, adobe))).toBe(true)
    expect(isBareJpeg(insert(gray, 2, adobe))).toBe(false)
  })

  it('restarts in order, where it says so', () => {
    const restarts = fixture('restarts.jpg')
    expect(restarts.includes(Buffer.from([0xff, 0xd1]))).toBe(true)
    expect(isBareJpeg(patched(restarts, '\xff\xd1', 1, '\xd4'))).toBe(false)
    const said = restarts.indexOf(Buffer.from([0xff, 0xdd, 0, 4]))
    expect(isBareJpeg(without(restarts, said, said + 6))).toBe(false)
  })
})

describe('a PNG', () => {
  let png: Buffer
  const isBarePng = (bytes: Buffer) => isBare(bytes, 'image/png')
  const chunk = (type: string, body: Buffer) => {
    const named = Buffer.concat([Buffer.from(type), body])
    return Buffer.concat([u32(body.length), named, u32(crc32(named))])
  }
  const end = chunk('IEND', Buffer.alloc(0))
  const intent = chunk('sRGB', Buffer.alloc(1))
  const gamma = chunk('gAMA', u32(45455))
  const chromaticities = [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000]
  const primaries = chunk('cHRM', u32(...chromaticities))
  const withChunks = (...chunks: Buffer[]) => insert(png, 33, Buffer.concat(chunks))
  beforeAll(async () => {
    const drawn = await pngWithAlpha(20)
    const size = drawn.indexOf('pHYs') - 4
    png = without(drawn, size, size + 21)
  })

  it.each(['sRGB', 'pHYs', 'bKGD', 'PLTE', 'tRNS', 'gAMA', 'cHRM'])('hides nothing in %s', (type) => {
    expect(isBarePng(withChunks(chunk(type, secret)))).toBe(false)
    expect(isBarePng(withChunks(chunk(type, Buffer.alloc(0))))).toBe(false)
  })

  it('hides nothing in its end, and has pixels before it', () => {
    expect(isBarePng(png)).toBe(true)
    expect(isBarePng(Buffer.concat([png.subarray(0, -12), chunk('IEND', secret)]))).toBe(false)
    expect(isBarePng(Buffer.concat([png.subarray(0, 33), end]))).toBe(false)
    expect(isBarePng(Buffer.concat([png.subarray(0, -12), intent, end]))).toBe(false)
    const [pixels, at] = [chunk('IDAT', Buffer.alloc(0)), png.indexOf('IDAT') - 4]
    expect(isBarePng(insert(png, at, pixels))).toBe(true)
    expect(isBarePng(insert(png, at, Buffer.concat([pixels, intent])))).toBe(false)
  })

  it('says sRGB in every way, or in none: Chromium shows gamma and primaries alone otherwise', () => {
    expect(isBarePng(withChunks(intent, gamma, primaries))).toBe(true)
    expect(isBarePng(withChunks(gamma, primaries))).toBe(false)
    expect(isBarePng(withChunks(gamma))).toBe(false)
    expect(isBarePng(withChunks(intent, chunk('gAMA', u32(100_000))))).toBe(false)
    expect(isBarePng(withChunks(intent, chunk('cHRM', u32(...chromaticities.toReversed()))))).toBe(false)
    expect(isBarePng(withChunks(chunk('sRGB', Buffer.from([4]))))).toBe(false)
    expect(isBarePng(withChunks(intent, intent))).toBe(false)
  })

  it('has its palette before what refers to it', async () => {
    const palette = await sharp(png).png({ palette: true }).toBuffer()
    const at = palette.indexOf('PLTE') - 4
    const after = at + 12 + palette.readUInt32BE(at)
    const background = chunk('bKGD', Buffer.alloc(1))
    expect([palette.indexOf('sRGB'), isBarePng(palette)]).toEqual([-1, true])
    expect(isBarePng(insert(palette, after, background))).toBe(true)
    expect(isBarePng(insert(palette, at, background))).toBe(false)
    expect(isBarePng(insert(palette, at, intent))).toBe(true)
    expect(isBarePng(insert(palette, after, intent))).toBe(false)
    expect(isBarePng(without(palette, at, after))).toBe(false)
  })
})

describe('a GIF', () => {
  const isBareGif = (bytes: Buffer) => isBare(bytes, 'image/gif')

  it('hides nothing in an extension, and nothing outside its screen', async () => {
    const gif = await animatedGif(40, 30)
    expect(isBareGif(gif)).toBe(true)
    const [control, loop] = [gif.indexOf('\x21\xf9\x04', 0, 'latin1'), gif.indexOf('\x21\xff\x0b', 0, 'latin1')]
    expect(isBareGif(insert(gif, control, Buffer.from('\x21\xf9\x04homehome', 'latin1')))).toBe(false)
    expect(isBareGif(insert(gif, control, Buffer.from('\x21\xf9\x0bhome of Ann\0', 'latin1')))).toBe(false)
    expect(isBareGif(insert(gif, control, Buffer.from('\x21\xf9\x05home\0', 'latin1')))).toBe(false)
    expect(isBareGif(insert(gif, control, Buffer.from('\x21\xf9\x04home!', 'latin1')))).toBe(false)
    expect(isBareGif(insert(gif, loop, Buffer.from('\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0!', 'latin1')))).toBe(false)
    expect(isBareGif(insert(gif, loop, Buffer.from('\x21\xff\x0bNETSCAPE2.0\x03\x02\0\0\0', 'latin1')))).toBe(false)
    expect(isBareGif(insert(gif, loop + 18, Buffer.from('\x04home', 'latin1')))).toBe(false)
    expect(isBareGif(insert(gif, control, Buffer.from('\x21\x01\x04home\0', 'latin1')))).toBe(false)
    expect(isBareGif(patched(gif, 'GIF', 6, '\x27'))).toBe(false) // the screen is a pixel narrower
  })

  it('has an image, and colours for it', () => {
    const screen = (flags: string) => `GIF89a\x01\0\x01\0${flags}\0\0`
    const image = (flags: string, codeSize: string) => `,\0\0\0\0\x01\0\x01\0${flags}${codeSize}\x02\x44\x01\0;`
    const colours = '\0\0\0\xff\xff\xff'
    const isBareText = (text: string) => isBareGif(Buffer.from(text, 'latin1'))
    expect(isBareText(screen('\x80') + colours + image('\0', '\x02'))).toBe(true)
    expect(isBareText(screen('\0') + image('\x80', colours + '\x02'))).toBe(true)
    expect(isBareText(screen('\0') + image('\0', '\x02'))).toBe(false)
    expect(isBareText(screen('\x80') + colours + image('\0', '\x01'))).toBe(false)
    expect(isBareText(screen('\x80') + colours + image('\0', '\x09'))).toBe(false)
    expect(isBareText(screen('\x80') + colours + ';')).toBe(false)
  })
})

describe('a WebP', () => {
  const isBareWebp = (bytes: Buffer) => isBare(bytes, 'image/webp')
  const riff = (...chunks: Buffer[]) => {
    const bytes = Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP'), ...chunks])
    bytes.writeUInt32LE(bytes.length - 8, 4)
    return bytes
  }
  const chunk = (name: string, body: Buffer) =>
    Buffer.concat([Buffer.from(name), u32(body.length).swap32(), body, Buffer.alloc(body.length % 2)])

  it('has its pixels once, and nothing beside them', async () => {
    const picture = (
      await sharp(await jpegOf(64, 48))
        .webp()
        .toBuffer()
    ).subarray(12)
    const hidden = chunk('ALPH', secret)
    expect(isBareWebp(riff(picture))).toBe(true)
    for (const chunks of [[], [picture, picture], [hidden], [hidden, picture], [picture, hidden]]) {
      expect(isBareWebp(riff(...chunks))).toBe(false)
    }
    expect(isBareWebp(riff(chunk('VP8 ', secret)))).toBe(false)
    expect(isBareWebp(riff(chunk('VP8L', secret)))).toBe(false)
    expect(isBareWebp(patched(riff(picture), 'VP8 ', 11, '\x9e'))).toBe(false)
    expect(isBareWebp(patched(riff(picture), 'VP8 ', 8, String.fromCharCode(picture[8]! | 1)))).toBe(false)
    expect(isBareWebp(patched(riff(picture), 'RIFF', 4, String.fromCharCode(riff(picture)[4]! ^ 2)))).toBe(false)
  })

  it('has an alpha before lossy pixels only, and no more behind them', () => {
    const alpha = fixture('alpha.webp')
    const head = alpha.subarray(12, 30)
    const flat = chunk('ALPH', Buffer.from([0, 255, 255]))
    const lossy = fixture('lossy.webp').subarray(-(8 + fixture('lossy.webp').readUInt32LE(16)))
    const lossless = chunk('VP8L', Buffer.from([0x2f, 0, 0, 0, 0, 0]))
    expect(isBareWebp(riff(head, flat, lossy))).toBe(true)
    expect(isBareWebp(riff(head, flat, lossy, lossy))).toBe(false)
    expect(isBareWebp(riff(head, flat, lossless))).toBe(false)
    expect(isBareWebp(riff(head, lossless))).toBe(true)
    const padded = Buffer.from(flat)
    padded[padded.length - 1] = 1
    expect(isBareWebp(riff(head, padded, lossy))).toBe(false)
    const within = Buffer.concat([head, flat, lossy]) // as if the pixels were in the header
    within.writeUInt32LE(within.length - 8, 4)
    expect(isBareWebp(riff(within))).toBe(false)
  })

  it('announces exactly what it has', async () => {
    const alpha = fixture('alpha.webp')
    const flags = alpha[20]!
    for (let bit = 0; bit < 8; bit += 1) {
      const other = Buffer.from(alpha)
      other[20] = flags ^ (1 << bit)
      expect(isBareWebp(other)).toBe(false)
    }
    const moving = fixture('moving.webp')
    expect(isBareWebp(moving)).toBe(true)
    expect(isBareWebp(patched(moving, 'ANMF', 0, 'ANIM'))).toBe(false)
    expect(isBareWebp(patched(moving, 'ANIM', 0, 'ALPH'))).toBe(false)
    expect(isBareWebp(riff(moving.subarray(12, 44)))).toBe(false) // no frame
    expect(isBareWebp(patched(moving, 'ANMF', 23, '\xfc'))).toBe(false)
    const loops = chunk('ANIM', Buffer.concat([moving.subarray(38, 44), secret]))
    expect(isBareWebp(riff(moving.subarray(12, 30), loops, moving.subarray(44)))).toBe(false)
    expect(isBareWebp(riff(moving.subarray(12), chunk('ANMF', Buffer.alloc(16))))).toBe(false)
  })
})

describe('an AVIF', () => {
  let [avif, alpha] = [Buffer.alloc(0), Buffer.alloc(0)]
  const isBareAvif = (bytes: Buffer) => isBare(bytes, 'image/avif')
  beforeAll(async () => {
    avif = await sharp(await jpegOf(64, 48))
      .avif({ effort: 0 })
      .toBuffer()
    alpha = await sharp(await pngWithAlpha(20))
      .avif({ effort: 0 })
      .toBuffer()
  })

  it('is bare, with alpha or without', () => {
    expect([isBareAvif(avif), isBareAvif(alpha)]).toEqual([true, true])
  })

  it('hides nothing in a box of no use, nor between its items', () => {
    expect(isBareAvif(Buffer.concat([avif, box('free', Buffer.alloc(9))]))).toBe(true)
    expect(isBareAvif(Buffer.concat([avif, box('free', secret)]))).toBe(false)
    expect(isBareAvif(Buffer.concat([avif, box('mdat', secret)]))).toBe(false)
    expect(isBareAvif(Buffer.concat([avif, box('skip', Buffer.alloc(0))]))).toBe(false)
    const longer = Buffer.concat([avif, secret]) // within the box, but of no item
    const at = longer.indexOf('mdat') - 4
    longer.writeUInt32BE(longer.length - at, at)
    expect(isBareAvif(longer)).toBe(false)
  })

  it.each([
    ['a thumbnail', 'auxl', 0, 'thmb'],
    ['a depth map', 'auxiliary:alpha', 10, 'depth'],
    ['a gain map', 'urn:mpeg', 0, 'urn:appl'],
    ['another kind of item', 'av01', 0, 'grid'],
    ['another reader', 'hdlr', 12, 'vide'],
    ['a name of its reader', 'hdlr', 28, 'A'],
    ['a name of its item', 'av01', 4, 'A'],
    ['more items than there are', 'iinf', 9, '\x03'],
    ['data elsewhere', 'iloc', 19, '\x01'],
    ['data in another file', 'iloc', 15, '\x01'],
    ['a mirror', 'pixi', 0, 'imir'],
    ['a layer', 'pixi', 0, 'lsel'],
    ['ten bits', 'pixi', 9, '\x0a'],
    ['ten bits in its configuration', 'av1C', 6, '\x40'],
    ['another size than its pixels', 'ispe', 11, '\x15'],
    ['a property that no item has', 'ipma', 23, '\x03'],
  ])('is no bare one with %s', (_, mark, offset, to) => {
    expect(isBareAvif(patched(alpha, mark, offset, to))).toBe(false)
  })

  it('says sRGB in its box or its pixels, or nothing', async () => {
    const lossless = await sharp(await jpegOf(64, 48))
      .avif({ effort: 0, lossless: true })
      .toBuffer()
    expect(isBareAvif(lossless)).toBe(true)
    expect(isBareAvif(patched(lossless, 'colrnclx', 9, '\x0c'))).toBe(false) // Display P3
    expect(isBareAvif(patched(lossless, 'colrnclx', 11, '\x10'))).toBe(false) // PQ
    expect(isBareAvif(patched(lossless, 'colrnclx', 4, 'rICC'))).toBe(false)
    expect(lossless.subarray(lossless.indexOf('mdat')).includes('\x0a\x09')).toBe(true)
  })

  it('has no more in its pixels than a frame', () => {
    const data = avif.indexOf('mdat') + 4
    expect(avif.subarray(data, data + 4).toString('hex')).toBe('12000a09') // then the sequence header
    const change = (offset: number, to: number) => {
      const other = Buffer.from(avif)
      other[data + offset] = to
      return other
    }
    expect(isBareAvif(change(0, 0x2a))).toBe(false) // metadata
    expect(isBareAvif(change(0, 0x7a))).toBe(false) // padding
    expect(isBareAvif(change(2, 0x32))).toBe(false) // no sequence header
    expect(isBareAvif(change(3, 0x7f))).toBe(false) // longer than all
    expect(isBareAvif(change(3, 0xff))).toBe(false)
    expect(isBareAvif(change(4, avif[data + 4]! ^ 0x10))).toBe(false) // no still picture
  })

  it('takes no time or memory for a file full of boxes', () => {
    const full = Buffer.concat([avif, Buffer.alloc(8 * 100_000, box('free', Buffer.alloc(0)))])
    expect(isBareAvif(full)).toBe(false)
    for (const size of [0, 1, 7, 0xffff_ffff]) {
      const other = Buffer.from(avif)
      other.writeUInt32BE(size, other.indexOf('mdat') - 4)
      expect(isBareAvif(other)).toBe(false)
    }
  })
})
