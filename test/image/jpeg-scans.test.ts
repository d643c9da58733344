import { describe, expect, it } from 'vitest'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { segment, withSegments } from '../../src/image/gain-map/segments.ts'
import { joinPictures } from '../../src/image/gain-map/segments.ts'
import { countScans } from '../../src/image/jpeg-scans.ts'
import { openPicture } from '../../src/image/picture.ts'
import { sharp } from '../../src/image/sharp.ts'
import { readFixtures } from '../pictures/fixtures.ts'
import { progressiveJpeg } from './scans.ts'

const { limits } = resolveConfig({})
const { boxes } = createCatalogue(resolveConfig({}), [])
const SCAN = Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 1, 5, 1, 0x12])

const outcomeOf = (jpeg: Buffer, given = limits) =>
  openPicture(jpeg, given, boxes).then(
    () => 'opened',
    (error: unknown) => String(error),
  )

describe('a progressive JPEG', () => {
  it('of 125 million pixels in 880 scans is refused by its markers', async () => {
    const bomb = progressiveJpeg(11_200, 880) // 400 kB, and 21 s of CPU
    expect(await outcomeOf(bomb)).toBe(
      'Refused: the picture has 11200 x 11200 pixels in 880 scans, of which the limit is 32',
    )
  })

  it('of an icon has as many as it likes', async () => {
    expect(await outcomeOf(progressiveJpeg(64, 880))).toBe('opened')
  })

  it("of the most pixels has more than twice as many as any program's script", async () => {
    const few = { ...limits, pixels: 640 * 640 }
    expect(await outcomeOf(progressiveJpeg(640, 32), few)).toBe('opened')
    expect(await outcomeOf(progressiveJpeg(640, 33), few)).toMatch('in 33 scans, of which the limit is 32')
    expect(await outcomeOf(progressiveJpeg(320, 33), few)).toBe('opened')
  })
})

describe('scans are counted', () => {
  it.each([1, 2, 10, 200])('%i of them', (scans) => {
    expect(countScans(progressiveJpeg(16, scans))).toBe(scans)
  })

  it('but not those of thumbnails, of other pictures in the file, or of what is no marker', () => {
    const jpeg = progressiveJpeg(16, 3)
    const scans = Buffer.concat(Array.from({ length: 50 }, () => SCAN))
    const exif = segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), progressiveJpeg(16, 50)]))
    for (const other of [
      withSegments(jpeg, [exif]),
      withSegments(jpeg, [segment(0xfe, scans)]),
      joinPictures(jpeg, progressiveJpeg(16, 90)),
      Buffer.concat([jpeg, scans]),
    ]) {
      expect(countScans(other)).toBe(3)
    }
  })

  it('behind fill bytes, restarts, and bytes that make no sense', () => {
    const jpeg = progressiveJpeg(16, 1).subarray(0, -2)
    const odd = [[0xff, 0xff, 0xff], [0xff, 0xd3, 1, 2], [0xff, 0], [1, 2, 3, 0xff, 0, 4], [0xff, 0xfe, 0, 0], []]
    const all = Buffer.concat([jpeg, ...odd.flatMap((bytes) => [Buffer.from(bytes), SCAN])])
    expect(countScans(all)).toBe(odd.length + 1)
  })

  it('as they are by what programs write', async () => {
    const progressive = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#a04010' } })
      .jpeg({ mozjpeg: true })
      .toBuffer()
    expect(countScans(progressive)).toBeLessThan(15)
    for (const { name, bytes } of readFixtures()) {
      if (/\.jpe?g$/.test(name))
        expect([name, countScans(bytes)]).toEqual([name, expect.toSatisfy((scans: number) => scans > 0 && scans < 15)])
    }
  })
})
