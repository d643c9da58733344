import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import readExif from 'exif-reader'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sharp } from '../../../src/image/sharp.ts'
import { makeSamples } from '../../../src/local/locations/samples.ts'

let home: string
let folder: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'samples-'))
  folder = join(home, 'my', 'images')
  await makeSamples(folder)
})

afterAll(() => rm(home, { recursive: true }))

describe('the folder', () => {
  it('holds the three pictures and nothing lies beside it', async () => {
    expect((await readdir(folder)).sort()).toEqual(['harbour.jpg', 'logo.png', 'waves.gif'])
    expect(await readdir(join(home, 'my'))).toEqual(['images'])
  })

  it('can be read by whoever may read its parent', async () => {
    const { mode } = await stat(folder)
    expect(mode).toBe((await stat(join(home, 'my'))).mode)
  })

  it('has the same bytes each time', async () => {
    const again = join(home, 'again')
    await makeSamples(again)
    for (const name of await readdir(folder)) {
      const [one, other] = await Promise.all([folder, again].map((place) => readFile(join(place, name))))
      expect(one!.equals(other!)).toBe(true)
    }
  })

  it("is left alone when it is somebody's already", async () => {
    const taken = join(home, 'taken', 'images')
    await mkdir(taken, { recursive: true })
    await writeFile(join(taken, 'harbour.jpg'), 'mine')

    await expect(makeSamples(taken)).rejects.toThrow(/ENOTEMPTY|EEXIST|EPERM/)

    expect(await readFile(join(taken, 'harbour.jpg'), 'utf8')).toBe('mine')
    expect(await readdir(join(home, 'taken'))).toEqual(['images'])
  })
})

describe('harbour.jpg', () => {
  it('is small, as the others are', async () => {
    const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size))
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(400_000)
  })

  it('lies on its side and says so', async () => {
    const { format, width, height, orientation, autoOrient } = await sharp(join(folder, 'harbour.jpg')).metadata()
    expect({ format, width, height, orientation }).toEqual({
      format: 'jpeg',
      width: 1920,
      height: 2560,
      orientation: 6,
    })
    expect(autoOrient).toEqual({ width: 2560, height: 1920 })
  })

  it('is upright when its orientation is honoured: the sky is blue above, the sun is on the left', async () => {
    const { data } = await sharp(await sharp(join(folder, 'harbour.jpg')).autoOrient().resize(40, 30).toBuffer())
      .raw()
      .toBuffer({ resolveWithObject: true })
    const at = (x: number, y: number) => data.subarray((y * 40 + x) * 3, (y * 40 + x + 1) * 3)

    const [red, , blue] = at(20, 0)
    expect(blue).toBeGreaterThan(red! + 40)
    expect(Math.min(...at(11, 12))).toBeGreaterThan(180)
  })

  it('says whose it is and where it was taken', async () => {
    const { exif } = await sharp(join(folder, 'harbour.jpg')).metadata()
    const { Image, GPSInfo } = readExif(exif!)
    expect(Image?.Copyright).toMatch(/Sizewright/)
    expect(Image?.Orientation).toBe(6)
    expect(GPSInfo).toMatchObject({ GPSLatitudeRef: 'N', GPSLatitude: [48, 38, 55], GPSLongitudeRef: 'W' })
  })
})

describe('logo.png', () => {
  it('has transparent, half-transparent and opaque parts', async () => {
    const { data, info } = await sharp(join(folder, 'logo.png')).raw().toBuffer({ resolveWithObject: true })
    expect(info).toMatchObject({ width: 1600, height: 1000, channels: 4 })

    const share = { none: 0, part: 0, full: 0 }
    for (let at = 3; at < data.length; at += 4) {
      share[data[at] === 0 ? 'none' : data[at] === 255 ? 'full' : 'part'] += 1 / (1600 * 1000)
    }
    expect(share.none).toBeGreaterThan(0.2)
    expect(share.part).toBeGreaterThan(0.1)
    expect(share.full).toBeGreaterThan(0.2)
  })
})

describe('waves.gif', () => {
  it('plays for ever, with 24 frames of 80 ms', async () => {
    const metadata = await sharp(join(folder, 'waves.gif'), { pages: -1 }).metadata()
    expect(metadata).toMatchObject({ format: 'gif', width: 480, pageHeight: 320, pages: 24, loop: 0 })
    expect(metadata.delay).toEqual(Array.from({ length: 24 }, () => 80))
  })

  it('moves', async () => {
    const [first, later] = await Promise.all(
      [0, 12].map((page) => sharp(join(folder, 'waves.gif'), { page }).raw().toBuffer()),
    )
    expect(first!.equals(later!)).toBe(false)
  })

  it('is small', async () => {
    expect((await stat(join(folder, 'waves.gif'))).size).toBeLessThan(200_000)
  })
})
