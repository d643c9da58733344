import fc from 'fast-check'
import sharp, { type Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import { isBare } from '../../../src/image/bare/bare.ts'
import { animatedGif } from '../pictures.ts'

const scene = (alpha = false) =>
  sharp({
    create: { width: 64, height: 48, channels: alpha ? 4 : 3, background: alpha ? '#30609080' : '#306090' },
  }).composite([{ input: Buffer.from('<svg width="20" height="20"><circle r="9" cx="10" cy="10" fill="red"/></svg>') }])
const to = async (pipeline: Sharp) => pipeline.toBuffer()

const bare: Record<string, () => Promise<{ type: string; bytes: Buffer }>> = {
  'a progressive JPEG': async () => ({ type: 'image/jpeg', bytes: await to(scene().jpeg({ progressive: true })) }),
  'a baseline JPEG': async () => ({ type: 'image/jpeg', bytes: await to(scene().jpeg({ quality: 95 })) }),
  'a gray JPEG': async () => ({ type: 'image/jpeg', bytes: await to(scene().toColourspace('b-w').jpeg()) }),
  'a PNG': async () => ({ type: 'image/png', bytes: await to(scene(true).png()) }),
  'a PNG with a palette': async () => ({ type: 'image/png', bytes: await to(scene(true).png({ palette: true })) }),
  'a lossy WebP': async () => ({ type: 'image/webp', bytes: await to(scene(true).webp()) }),
  'a lossless WebP': async () => ({ type: 'image/webp', bytes: await to(scene().webp({ lossless: true })) }),
  'a moving WebP': async () => ({
    type: 'image/webp',
    bytes: await to(sharp(await animatedGif(40, 30), { pages: -1 }).webp()),
  }),
  'a moving GIF': async () => ({ type: 'image/gif', bytes: await animatedGif(40, 30) }),
  'an AVIF': async () => ({ type: 'image/avif', bytes: await to(scene().avif({ effort: 0 })) }),
  'an AVIF with alpha': async () => ({ type: 'image/avif', bytes: await to(scene(true).avif({ effort: 0 })) }),
}

const segment = (marker: number, body: string) => {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, Buffer.from(body, 'latin1')])
}
const insert = (bytes: Buffer, at: number, more: Buffer) =>
  Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])

describe.each(Object.entries(bare))('%s', (_, make) => {
  it('holds a picture and nothing else', async () => {
    const { type, bytes } = await make()
    expect(isBare(bytes, type)).toBe(true)
    expect(isBare(new Uint8Array([0, ...bytes]).subarray(1), type)).toBe(true)
  })

  it('is taken for no other type', async () => {
    const { type, bytes } = await make()
    const others = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif', 'image/svg+xml']
    for (const other of others) expect(isBare(bytes, other)).toBe(other === type)
  })

  it('has something to strip when it is cut short, or when anything follows', async () => {
    const { type, bytes } = await make()
    for (let tenth = 0; tenth < 10; tenth += 1) {
      expect(isBare(bytes.subarray(0, Math.floor((bytes.length * tenth) / 10)), type)).toBe(false)
    }
    expect(isBare(bytes.subarray(0, -1), type)).toBe(false)
    expect(isBare(Buffer.concat([bytes, Buffer.from('more')]), type)).toBe(false)
    expect(isBare(Buffer.concat([bytes, bytes]), type)).toBe(false)
  })

  it('never makes it throw, and never passes with metadata, whatever happens to its bytes', async () => {
    const { type, bytes } = await make()
    const place = fc.nat(bytes.length - 1)
    const change = fc.record({ at: place, to: fc.nat(255) })
    const piece = fc.record({ at: place, drop: fc.nat(12), more: fc.uint8Array({ maxLength: 12 }) })
    const anything = fc.tuple(fc.array(change, { maxLength: 8 }), fc.option(piece))
    await fc.assert(
      fc.asyncProperty(anything, async ([changes, swap]) => {
        let changed = Buffer.from(bytes)
        for (const { at, to } of changes) changed[at] = to
        if (swap !== null) {
          const { at, drop, more } = swap
          changed = Buffer.concat([changed.subarray(0, at), more, changed.subarray(at + drop)])
        }
        if (!isBare(changed, type)) return
        const found = await sharp(changed)
          .metadata()
          .catch(() => null)
        expect([found?.exif, found?.icc, found?.xmp, found?.iptc, found?.orientation]).toEqual(Array(5).fill(undefined))
      }),
      { numRuns: 150 },
    )
  })
})

describe('something to strip', () => {
  const exif = { IFD0: { Artist: 'Ann' }, IFD3: { GPSLatitudeRef: 'N' } }
  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('is EXIF, XMP or a profile in %s', async (format) => {
    for (const pipeline of [
      scene().withExif(exif),
      scene().withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'),
      scene().withIccProfile('p3'),
    ]) {
      expect(isBare(await to(pipeline.toFormat(format)), `image/${format}`)).toBe(false)
    }
  })

  it('is a comment, a thumbnail, a second picture or four colours in a JPEG', async () => {
    const jpeg = await to(scene().jpeg())
    expect(isBare(insert(jpeg, 2, segment(0xfe, 'taken at home')), 'image/jpeg')).toBe(false)
    expect(isBare(insert(jpeg, 2, segment(0xe1, 'Exif\0\0')), 'image/jpeg')).toBe(false)
    expect(isBare(insert(jpeg, 2, segment(0xe2, 'MPF\0')), 'image/jpeg')).toBe(false)
    expect(isBare(insert(jpeg, 2, segment(0xed, 'Photoshop 3.0\0')), 'image/jpeg')).toBe(false)
    expect(isBare(insert(jpeg, 2, segment(0xee, 'Adobe\0\x64\0\0\0\0\x01')), 'image/jpeg')).toBe(true)
    expect(isBare(insert(jpeg, 2, segment(0xee, 'Adobe\0\x64\0\0\0\0\0')), 'image/jpeg')).toBe(false) // RGB
    const jfif = (thumbnail: string) => segment(0xe0, `JFIF\0\x01\x01\0\0\x01\0\x01${thumbnail}`)
    expect(isBare(insert(jpeg, 2, jfif('\0\0')), 'image/jpeg')).toBe(true)
    expect(isBare(insert(jpeg, 2, jfif('\x01\x01abc')), 'image/jpeg')).toBe(false)
    expect(isBare(insert(jpeg, 2, jfif('\x01\x01')), 'image/jpeg')).toBe(false)
    expect(isBare(await to(scene().toColourspace('cmyk').jpeg()), 'image/jpeg')).toBe(false)
  })

  it('is a time, a text, a gamma, sixteen bits or a wrong checksum in a PNG', async () => {
    const { crc32 } = await import('node:zlib')
    const png = await to(scene().png())
    const chunk = (type: string, body: Buffer, wrong = 0) => {
      const named = Buffer.concat([Buffer.from(type), body])
      const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
      length.writeUInt32BE(body.length)
      sum.writeUInt32BE((crc32(named) ^ wrong) >>> 0)
      return Buffer.concat([length, named, sum])
    }
    for (const type of ['tEXt', 'tIME', 'gAMA', 'eXIf', 'acTL', 'iTXt']) {
      expect(isBare(insert(png, 33, chunk(type, Buffer.alloc(8))), 'image/png')).toBe(false)
    }
    expect(isBare(insert(png, 33, chunk('sRGB', Buffer.alloc(1))), 'image/png')).toBe(true)
    expect(isBare(insert(png, 33, chunk('sRGB', Buffer.alloc(1), 1)), 'image/png')).toBe(false)
    expect(isBare(await to(scene().toColourspace('rgb16').png()), 'image/png')).toBe(false)
  })

  it('is a comment or another application in a GIF', async () => {
    const gif = await animatedGif(40, 30)
    const at = gif.indexOf(Buffer.from([0x21, 0xff]))
    expect(isBare(insert(gif, at, Buffer.from('\x21\xfe\x04home\0', 'latin1')), 'image/gif')).toBe(false)
    expect(isBare(insert(gif, at, Buffer.from('\x21\xff\x0bXMP DataXMP\x01a\0', 'latin1')), 'image/gif')).toBe(false)
  })

  it('is another depth in an AVIF', async () => {
    const avif = await to(scene().avif({ effort: 0, bitdepth: 8 }))
    expect(isBare(avif, 'image/avif')).toBe(true)
    const turned = Buffer.from(avif)
    turned.write('irot', turned.indexOf('pixi'), 'latin1')
    expect(isBare(turned, 'image/avif')).toBe(false)
  })
})
