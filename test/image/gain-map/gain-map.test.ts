import { describe, expect, it } from 'vitest'
import { encode } from '../../../src/image/encode/encode.ts'
import { withGainMap } from '../../../src/image/gain-map/gain-map.ts'
import { segment, withSegments } from '../../../src/image/gain-map/segments.ts'
import { joinPictures } from '../../../src/image/gain-map/segments.ts'
import { hdrProperties, xmpOfMap } from '../../../src/image/gain-map/xmp.ts'
import { sharp } from '../../../src/image/sharp.ts'
import { grayProfile } from '../colour/profiles.ts'
import { decoded, near, pixelAt } from '../decoded.ts'

const [WIDTH, HEIGHT] = [320, 240]
const XMP = 'http://ns.adobe.com/xap/1.0/\0'
const COLORS = [
  [200, 0, 0],
  [0, 200, 0],
  [0, 0, 200],
  [250, 250, 250],
] as const

/** Four quarters, the lower right one bright. */
function scene() {
  const data = Buffer.alloc(WIDTH * HEIGHT * 3)
  for (let at = 0; at < data.length; at += 3) {
    const [x, y] = [(at / 3) % WIDTH, Math.floor(at / 3 / WIDTH)]
    data.set(COLORS[(y < HEIGHT / 2 ? 0 : 2) + (x < WIDTH / 2 ? 0 : 1)]!, at)
  }
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
}

/** The scene with a map of four quarters, 0, 80, 160 and 240, and with what a phone writes beside it. */
async function phonePhoto(orientation: number, meaning: readonly Buffer[]): Promise<Buffer> {
  const plain = await scene().withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer()
  const values = Buffer.alloc(WIDTH * HEIGHT * (1 / 4))
  for (let at = 0; at < values.length; at += 1) {
    const [x, y] = [at % (WIDTH / 2), Math.floor(at / (WIDTH / 2))]
    values[at] = ((y < HEIGHT / 4 ? 0 : 2) + (x < WIDTH / 4 ? 0 : 1)) * 80
  }
  const map = await sharp(values, { raw: { width: WIDTH / 2, height: HEIGHT / 2, channels: 1 } })
    .toColourspace('b-w')
    .jpeg({ quality: 95 })
    .toBuffer()
  const secret = segment(0xfe, Buffer.from('SN-4711'))
  // Of its colours a map may have a profile; its values are no colours.
  const profile = Buffer.concat([Buffer.from('ICC_PROFILE\0\u0001\u0001', 'latin1'), grayProfile(1)])
  const whole = withSegments(map, [...meaning, segment(0xe2, profile), secret])
  const container = `${XMP}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0" xmlns:Container="http://ns.google.com/photos/1.0/container/" xmlns:Item="http://ns.google.com/photos/1.0/container/item/"><Container:Directory><rdf:Seq><rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="Primary" Item:Mime="image/jpeg"/></rdf:li><rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="GainMap" Item:Mime="image/jpeg" Item:Length="${whole.length}"/></rdf:li></rdf:Seq></Container:Directory></rdf:Description></rdf:RDF></x:xmpmeta>`
  const version = Buffer.from('urn:iso:std:iso:ts:21496:-1\0\0\0\0\0', 'latin1')
  return joinPictures(withSegments(plain, [segment(0xe1, Buffer.from(container)), segment(0xe2, version)]), whole)
}

/** ISO 21496-1, annex C.2: one colour, a gain of 1 to 4, as libultrahdr writes it. */
const isoMeaning = [
  segment(
    0xe2,
    Buffer.concat([
      Buffer.from('urn:iso:std:iso:ts:21496:-1\0', 'latin1'),
      Buffer.from('0000000040000000000000000100000002000000010000000000000001', 'hex'),
      Buffer.from('0000000200000001000000010000000100000001000000400000000100000040', 'hex'),
    ]),
  ),
]

const xmpMeaning = [
  segment(
    0xe1,
    Buffer.from(
      `${XMP}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0" hdrgm:GainMapMin="-0.5" hdrgm:Gamma="1" hdrgm:OffsetSDR="0.015625" hdrgm:OffsetHDR="0.015625" hdrgm:HDRCapacityMin="0" hdrgm:HDRCapacityMax="2.3" hdrgm:BaseRenditionIsHDR="False" hdrgm:GainMapMax="2.2" xmlns:tiff="x" tiff:Model="SN-4711"/></rdf:RDF></x:xmpmeta>`,
    ),
  ),
]

async function large(original: Buffer, scale: number): Promise<{ plain: Uint8Array; bytes: Buffer | null }> {
  const pixels = await decoded(original, scale)
  const { bytes: plain } = await encode(pixels, { format: 'fallback', quality: 85, keepGainMap: true }, pixels.header)
  return { plain, bytes: await withGainMap(plain, original, pixels.header, pixels, 85) }
}

describe('without keepGainMap', () => {
  it('is what an ordinary display shows, and bears no map', async () => {
    const pixels = await decoded(await phonePhoto(1, isoMeaning), 1 / 4)
    expect(pixels.header.hasGainMap).toBe(true)
    for (const [index, color] of COLORS.entries())
      expect(pixelAt(pixels, index % 2 ? 0.75 : 0.25, index < 2 ? 0.25 : 0.75)).toSatisfy(near(color, 8))
    const { bytes } = await encode(pixels, { format: 'fallback', quality: 85 }, pixels.header)
    expect((await sharp(bytes).metadata()).gainMap).toBeUndefined()
  })
})

describe('with keepGainMap', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('keeps picture and map together, held as %d', async (orientation) => {
    const original = await phonePhoto(orientation, isoMeaning)
    const { plain, bytes } = await large(original, 1 / 2)
    const { width, height, gainMap } = await sharp(bytes!).metadata()
    const index = bytes!.indexOf('MPF\0MM') + 4
    const [length, offset] = [bytes!.readUInt32BE(index + 70), bytes!.readUInt32BE(index + 74)]
    expect(bytes!.subarray(index + offset)).toEqual(gainMap!.image)
    expect([index + offset, index + offset + length]).toEqual([bytes!.readUInt32BE(index + 54), bytes!.length])
    const isLying = orientation > 4
    expect([width, height]).toEqual(isLying ? [HEIGHT / 2, WIDTH / 2] : [WIDTH / 2, HEIGHT / 2])
    expect((await sharp(bytes!).raw().toBuffer()).equals(await sharp(plain).raw().toBuffer())).toBe(true)
    const { data, info } = await sharp(gainMap!.image, { ignoreIcc: true })
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true })
    expect([info.width, info.height]).toEqual([width / 2, height / 2])
    const seen = await decoded(bytes!)
    const map = { data, width: info.width, height: info.height, frames: 1, channels: info.channels }
    for (const [x, y] of [
      [0.25, 0.25],
      [0.75, 0.25],
      [0.25, 0.75],
      [0.75, 0.75],
    ] as const) {
      const color = pixelAt(seen, x, y)
      const quarter = COLORS.findIndex((one) => near(one, 16)(color))
      expect(pixelAt(map, x, y)).toSatisfy(near([quarter * 80], 4))
    }
  })

  it('says how the map is meant as the original does, and nothing else', async () => {
    const [iso] = isoMeaning
    for (const meaning of [[iso!], xmpMeaning, [...xmpMeaning, iso!]]) {
      const original = await phonePhoto(6, meaning)
      expect((await sharp(original).metadata()).gainMap).toBeDefined()
      const { bytes } = await large(original, 1 / 2)
      expect(bytes!.toString('latin1')).not.toMatch(/SN-4711|tiff:/)
      const { gainMap } = await sharp(bytes!).metadata()
      const text = gainMap!.image.toString('latin1')
      expect(text.includes('urn:iso:std:iso:ts:21496:-1')).toBe(meaning.includes(iso!))
      expect(text.includes('hdrgm:HDRCapacityMax="2.3"')).toBe(meaning.length > 1 || meaning === xmpMeaning)
      if (meaning.includes(iso!)) expect(text).toContain(iso!.subarray(4).toString('latin1'))
    }
  })

  it('is only for what has a map whose meaning is known', async () => {
    const plain = await scene().jpeg().toBuffer()
    expect((await large(plain, 1)).bytes).toBeNull()
    const inverted = xmpMeaning.map((one) =>
      Buffer.from(one.toString('latin1').replace('IsHDR="False"', 'IsHDR="True" '), 'latin1'),
    )
    expect((await large(await phonePhoto(1, inverted), 1)).bytes).toBeNull()
  })

  it('knows values for each colour, and takes nothing that is no number', () => {
    const xmp = (properties: string): string => `<rdf:Description hdrgm:Version="1.0">${properties}</rdf:Description>`
    const three =
      '<hdrgm:GainMapMax><rdf:Seq><rdf:li>2.1</rdf:li><rdf:li>2.2</rdf:li><rdf:li>2.3</rdf:li></rdf:Seq></hdrgm:GainMapMax>'
    const properties = hdrProperties(
      xmp(`${three}<hdrgm:Gamma>1.5</hdrgm:Gamma><hdrgm:OffsetSDR>a place</hdrgm:OffsetSDR>`),
    )
    expect([...properties!]).toEqual([
      ['GainMapMax', ['2.1', '2.2', '2.3']],
      ['Gamma', ['1.5']],
    ])
    expect(xmpOfMap(properties!)).toContain(three)
    expect(hdrProperties(xmp(three).replace('1.0', '9'))).toBeNull()
  })
})
