import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Refused } from '../../../src/errors.ts'
import { type Pixels, sharp } from '../../../src/image/sharp.ts'
import { readWatermarkImage } from '../../../src/image/watermark/image.ts'
import { findWatermarkFault, stampWatermark } from '../../../src/image/watermark/watermark.ts'
import { gravities, type Watermark } from '../../../src/recipe.ts'

const RED = [255, 0, 0]
const BLUE = [0, 0, 255]

/** 40 x 20 in one colour. */
const redMark = await pngUrl(40, 20, 'red')
const half = { image: await pngUrl(40, 20, '#ff000080'), alpha: 128 / 255 }

const plain: Watermark = {
  image: redMark,
  width: 40,
  gravity: 'southeast',
  margin: 0,
  opacity: 1,
  tile: false,
  smallest: 1,
}

describe('where it lies', () => {
  it.each([
    ['northwest', 10, 10],
    ['north', 80, 10],
    ['northeast', 150, 10],
    ['west', 10, 40],
    ['centre', 80, 40],
    ['east', 150, 40],
    ['southwest', 10, 70],
    ['south', 80, 70],
    ['southeast', 150, 70],
  ] as const)('%s', async (gravity, left, top) => {
    const stamped = await stampWatermark(solid(200, 100, BLUE), { ...plain, gravity, margin: 10 })
    expect(areaOf(stamped, RED)).toEqual({ left, top, width: 40, height: 20 })
    expect(colours(stamped)).toEqual(new Set(['255,0,0', '0,0,255']))
  })

  it('a margin in percent is one of the shorter side', async () => {
    for (const [width, height] of [
      [200, 100],
      [100, 200],
    ] as const) {
      const stamped = await stampWatermark(solid(width, height, BLUE), { ...plain, margin: '4.5%' }) // 4.5 pixels, that is 5
      expect(areaOf(stamped, RED)).toEqual({ left: width - 45, top: height - 25, width: 40, height: 20 })
    }
  })

  it('no margin pushes it over the opposite edge', async () => {
    for (const gravity of gravities) {
      const stamped = await stampWatermark(solid(100, 60, BLUE), { ...plain, gravity, margin: '100%' })
      expect(areaOf(stamped, RED)).toMatchObject({ width: 40, height: 20 })
    }
  })
})

describe('how large it is', () => {
  it.each([
    [20, 20, 10],
    ['10%', 20, 10],
    ['12.5%', 25, 13],
    [80, 80, 40], // enlarged: what was asked for comes before the pixels that the image happens to have
    [1, 1, 1],
    [0, 1, 1],
  ])('%s of a picture 200 wide', async (width, expectedWidth, expectedHeight) => {
    const area = areaOf(await stampWatermark(solid(200, 100, BLUE), { ...plain, width }), RED)
    expect(area).toMatchObject({ width: expectedWidth, height: expectedHeight })
  })

  it('fits into the picture, between the margins', async () => {
    const sizeIn = async (width: number, height: number, watermark: Partial<Watermark>) =>
      areaOf(await stampWatermark(solid(width, height, BLUE), { ...plain, width: 1000, ...watermark }), RED)
    expect(await sizeIn(60, 200, {})).toEqual({ left: 0, top: 170, width: 60, height: 30 })
    expect(await sizeIn(200, 20, {})).toEqual({ left: 160, top: 0, width: 40, height: 20 })
    expect(await sizeIn(60, 200, { margin: 10 })).toEqual({ left: 10, top: 170, width: 40, height: 20 })
    expect(await sizeIn(200, 40, { margin: 10 })).toEqual({ left: 150, top: 10, width: 40, height: 20 })
    expect(await sizeIn(100, 100, { margin: 90 })).toMatchObject({ width: 50, height: 25 })
    expect(await sizeIn(300, 1, {})).toMatchObject({ width: 2, height: 1 })
    expect(await sizeIn(1, 300, {})).toMatchObject({ width: 1, height: 1 })
  })

  it('a rendition below the smallest is left as it is, by its longer side', async () => {
    const watermark = { ...plain, smallest: 150 }
    for (const [width, height] of [
      [149, 149],
      [10, 149],
    ] as const) {
      const pixels = solid(width, height, BLUE)
      expect(await stampWatermark(pixels, watermark)).toBe(pixels)
    }
    expect(areaOf(await stampWatermark(solid(150, 20, BLUE), watermark), RED)).not.toBeNull()
    expect(areaOf(await stampWatermark(solid(20, 150, BLUE), watermark), RED)).not.toBeNull()
  })

  it('a drawing is drawn as large as it is wanted, of whatever size it is itself', async () => {
    for (const size of ['width="4" height="2"', 'width="40000" height="20000"', '']) {
      const image = svgUrl(`${size} viewBox="0 0 4 2"`, '<path d="M0 0H2V2H0z" fill="red"/>')
      const stamped = await stampWatermark(solid(500, 400, BLUE), { ...plain, image, width: 400 })
      // With an edge that a scaled picture of 4 x 2 pixels would have blurred over a hundred.
      expect(areaOf(stamped, RED)).toEqual({ left: 100, top: 200, width: 200, height: 200 })
      expect(colours(stamped).size).toBeLessThanOrEqual(3)
    }
    const { size } = await readWatermarkImage(svgUrl('viewBox="0 0 1.5 1"', '<path d="M0 0H1V1z"/>'))
    expect(size.width / size.height).toBeCloseTo(1.5, 2)
  })
})

describe('as tiles', () => {
  const isRed = (pixels: Pixels, x: number, y: number) => at(pixels, x, y).join() === RED.join()

  it('covers the picture, with the margin between them, beginning where a single one would lie', async () => {
    const watermark = { ...plain, width: 10, margin: 3, tile: true } as const // 10 x 5
    const [northwest, southeast, centre] = await Promise.all(
      (['northwest', 'southeast', 'centre'] as const).map((gravity) =>
        stampWatermark(solid(50, 40, BLUE), { ...watermark, gravity }),
      ),
    )
    for (let y = 0; y < 40; y += 1) {
      for (let x = 0; x < 50; x += 1) {
        expect(isRed(northwest!, x, y)).toBe((x + 10) % 13 < 10 && (y + 5) % 8 < 5)
        expect(isRed(southeast!, 49 - x, 39 - y)).toBe(isRed(northwest!, x, y))
        expect(isRed(centre!, x, y)).toBe((x - 20 + 26) % 13 < 10 && (y - 17 + 24) % 8 < 5)
      }
    }
  })

  it('without a margin nothing of the picture is left', async () => {
    const stamped = await stampWatermark(solid(33, 17, BLUE), { ...plain, width: 5, tile: true, gravity: 'east' })
    expect(colours(stamped)).toEqual(new Set(['255,0,0']))
  })

  it('each frame begins anew', async () => {
    const pixels = solid(30, 22, BLUE, 3)
    const stamped = await stampWatermark(pixels, { ...plain, width: 10, margin: 3, tile: true, gravity: 'northwest' })
    const frame = (number: number) => stamped.data.subarray(number * 30 * 22 * 3, (number + 1) * 30 * 22 * 3)
    const still = await stampWatermark(solid(30, 22, BLUE), {
      ...plain,
      width: 10,
      margin: 3,
      tile: true,
      gravity: 'northwest',
    })
    for (const number of [0, 1, 2]) expect(frame(number).equals(still.data)).toBe(true)
  })
})

describe('how it shows', () => {
  it('opacity is a share of its own', async () => {
    const under = [100, 200, 60]
    const over = async (watermark: Partial<Watermark>) =>
      at(await stampWatermark(solid(50, 50, under), { ...plain, ...watermark }), 49, 49)
    expect(await over({})).toEqual(RED)
    expect(await over({ opacity: 0.5 })).toEqual([178, 100, 30])
    expect(await over({ opacity: 0.2 })).toEqual([131, 160, 48])
    expect(await over({ image: half.image })).toEqual(under.map((value, index) => mix(RED[index]!, value, half.alpha)))
    expect(await over({ image: half.image, opacity: 0.5 })).toEqual(
      under.map((value, index) => mix(RED[index]!, value, half.alpha / 2)),
    )
    const pixels = solid(50, 50, under)
    expect(await stampWatermark(pixels, { ...plain, opacity: 0 })).toBe(pixels)
  })

  it('what is transparent stays so but where it lies, and there it shows', async () => {
    const clear = await stampWatermark(solid(50, 50, [9, 8, 7, 0]), { ...plain, opacity: 0.5 })
    expect(at(clear, 0, 0)).toEqual([9, 8, 7, 0])
    expect(at(clear, 49, 49)).toEqual([...RED, 128])
    const halfClear = await stampWatermark(solid(50, 50, [0, 0, 255, 102]), { ...plain, opacity: 0.5 })
    expect(at(halfClear, 0, 0)).toEqual([0, 0, 255, 102])
    // 0.5 + 0.4 x 0.5 is 0.7 of alpha; 0.5 / 0.7 of what is seen is red.
    expect(at(halfClear, 49, 49)).toEqual([182, 0, 73, 179])
    const nothing = await stampWatermark(solid(50, 50, [9, 8, 7, 0]), {
      ...plain,
      image: await pngUrl(40, 20, '#ff000000'),
    })
    expect(colours(nothing)).toEqual(new Set(['9,8,7,0']))
  })

  it.each([
    [[90], RED, [90, 90, 90]],
    [
      [90, 40],
      [...RED, 255],
      [90, 90, 90, 40],
    ],
  ])('a gray picture of %j gets colour', async (under, mark, rest) => {
    const stamped = await stampWatermark(solid(50, 50, under), plain)
    expect(at(stamped, 49, 49)).toEqual(mark)
    expect(at(stamped, 0, 0)).toEqual(rest)
  })

  it('a gray picture stays gray where the mark is gray', async () => {
    const image = await pngUrl(40, 20, '#646464')
    expect(at(await stampWatermark(solid(50, 50, [200]), { ...plain, image, opacity: 0.5 }), 49, 49)).toEqual([150])
    expect(at(await stampWatermark(solid(50, 50, [200, 0]), { ...plain, image, opacity: 0.5 }), 49, 49)).toEqual([
      100, 128,
    ])
  })

  it('every frame of an animation has it, at the same place', async () => {
    const pixels = solid(100, 50, BLUE, 4)
    const stamped = await stampWatermark(pixels, { ...plain, margin: 5 })
    expect(stamped).toMatchObject({ width: 100, height: 50, frames: 4, channels: 3 })
    const lone = await stampWatermark(solid(100, 50, BLUE), { ...plain, margin: 5 })
    expect(areaOf(lone, RED)).toEqual({ left: 55, top: 25, width: 40, height: 20 })
    expect(stamped.data.equals(Buffer.concat([lone.data, lone.data, lone.data, lone.data]))).toBe(true)
  })

  it.each(['png', 'webp', 'gif', 'jpeg', 'avif'] as const)('from a %s', async (format) => {
    const bytes = await sharp({ create: { width: 40, height: 20, channels: 3, background: 'red' } })
      .toFormat(format)
      .toBuffer()
    const image = `data:image/${format};base64,${bytes.toString('base64')}`
    const stamped = await stampWatermark(solid(40, 20, BLUE), { ...plain, image })
    for (const colour of colours(stamped)) {
      const [red, green, blue] = colour.split(',').map(Number)
      expect(red).toBeGreaterThan(250)
      expect(green! + blue!).toBeLessThan(6)
    }
  })

  it('upright, where a camera says so', async () => {
    const upper = {
      input: { create: { width: 20, height: 20, channels: 3, background: 'lime' } },
      top: 0,
      left: 0,
    } as const
    const lying = sharp({ create: { width: 20, height: 40, channels: 3, background: 'red' } }).composite([upper])
    const bytes = await sharp(await lying.png().toBuffer())
      .withMetadata({ orientation: 6 }) // what is above belongs to the right
      .png()
      .toBuffer()
    const image = `data:image/png;base64,${bytes.toString('base64')}`
    const stamped = await stampWatermark(solid(40, 20, BLUE), { ...plain, image })
    expect([at(stamped, 5, 10), at(stamped, 35, 10)]).toEqual([RED, [0, 255, 0]])
  })
})

it('the pixels that were given are left as they are', async () => {
  const pixels = solid(100, 50, BLUE)
  const before = Buffer.from(pixels.data)
  await stampWatermark(pixels, plain)
  expect(pixels.data.equals(before)).toBe(true)
})

it('many at once, in more sizes than are kept, come out as one by one', async () => {
  const image = svgUrl('viewBox="0 0 1 1"', '<circle cx=".5" cy=".5" r=".4" fill="red"/>')
  const widths = Array.from({ length: 24 }, (_, index) => 700 + index) // of 2 MB each
  const draw = (width: number) => stampWatermark(solid(800, 800, BLUE), { ...plain, image, width })
  const together = await Promise.all(widths.map(draw))
  for (const [index, width] of widths.entries()) {
    expect((await draw(width)).data.equals(together[index]!.data)).toBe(true)
  }
})

describe('an image that is none', () => {
  it.each(['logo.png', 'data:image/png;base64,AAAA', 'data:image/png,%'])(
    'is not held against the original: %s',
    async (image) => {
      const failure = await stampWatermark(solid(50, 50, BLUE), { ...plain, image }).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(Error)
      expect(failure).not.toBeInstanceOf(Refused)
      expect(await findWatermarkFault(image)).toBe('is damaged and cannot be decoded')
    },
  )

  it('is found before, be it cut off or a bomb', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 50 } as const
    const bytes = await sharp({ create: { width: 90, height: 90, channels: 3, background: 'red', noise } })
      .png()
      .toBuffer()
    const url = (length: number) => `data:image/png;base64,${bytes.subarray(0, length).toString('base64')}`
    expect(await findWatermarkFault(url(bytes.length))).toBeNull()
    for (const part of [0.1, 0.5, 0.9])
      expect(await findWatermarkFault(url(bytes.length * part))).toBe('is damaged and cannot be decoded')
    expect(await findWatermarkFault(await pngUrl(5000, 5000, 'red'))).toBe(
      'has 5000 x 5000 pixels, the limit is 16777216 altogether',
    )
    expect(await findWatermarkFault(svgUrl('width="50000" height="50000"', '<path d="M0 0H2V2H0z"/>'))).toBeNull()
    expect(await findWatermarkFault(svgUrl('width="0" height="0"', '<path d="M0 0H2V2H0z"/>'))).toBe(
      'is damaged and cannot be decoded',
    )
  })
})

it('a drawing loads nothing from elsewhere', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sizewright-mark-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const secret = join(folder, 'secret.png')
  await writeFile(secret, await pngOf(40, 20, 'red'))
  await writeFile(join(folder, 'secret.svg'), svgText('viewBox="0 0 4 2"', '<path id="a" d="M0 0H4V2H0z" fill="red"/>'))
  await writeFile(join(folder, 'secret.css'), 'path { fill: red }')
  await writeFile(join(folder, 'secret.xml'), '<path d="M0 0H4V2H0z" fill="red"/>')
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo // oxlint-disable-line typescript/no-unsafe-type-assertion -- it listens on a port

  const whole = 'width="4" height="2"'
  const inside = (href: string) => `<image ${whole} href="${href}"/>`
  const legacy = `<image ${whole} xlink:href="${secret}"/>`
  const bodies = [
    inside(secret),
    inside(`file://${secret}`),
    inside('secret.png'),
    inside(`http://127.0.0.1:${port}/image`),
    legacy,
    `<use href="file://${folder}/secret.svg#a"/>`,
    `<filter id="f"><feImage href="file://${secret}"/></filter><path d="M0 0H4V2H0z" filter="url(#f)"/>`,
    `<style>@import url("file://${folder}/secret.css"); @import url("http://127.0.0.1:${port}/css");</style><path d="M0 0H4V2H0z"/>`,
    `<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://${folder}/secret.xml"/>`,
    '&outside;',
  ]
  for (const body of bodies) {
    const doctype = `<!DOCTYPE svg [<!ENTITY outside SYSTEM "file://${folder}/secret.xml">]>`
    const text = (body === '&outside;' ? doctype : '') + svgText(`${whole} viewBox="0 0 4 2"`, body)
    const image = `data:image/svg+xml;base64,${Buffer.from(text).toString('base64')}`
    const stamped = await stampWatermark(solid(80, 40, BLUE), { ...plain, image }).catch(() => solid(80, 40, BLUE))
    expect(areaOf(stamped, RED), body).toBeNull()
  }
  expect(asked).toEqual([])
  // That the same would be seen if it were loaded:
  const within = svgUrl(`${whole} viewBox="0 0 4 2"`, inside(redMark))
  expect(areaOf(await stampWatermark(solid(80, 40, BLUE), { ...plain, image: within }), RED)).not.toBeNull()
})

function solid(width: number, height: number, colour: readonly number[], frames = 1): Pixels {
  const channels = colour.length
  if (channels !== 1 && channels !== 2 && channels !== 3 && channels !== 4) throw new Error(`${channels} channels`)
  return {
    data: Buffer.alloc(width * height * frames * channels, Buffer.from(colour)),
    width,
    height,
    frames,
    channels,
  }
}

function at({ data, width, channels }: Pixels, x: number, y: number): number[] {
  const from = (y * width + x) * channels
  return [...data.subarray(from, from + channels)]
}

function colours(pixels: Pixels): Set<string> {
  const { width, height } = pixels
  return new Set(
    Array.from({ length: width * height }, (_, index) => at(pixels, index % width, Math.floor(index / width)).join()),
  )
}

/** The smallest rectangle around everything of a colour in the first frame. */
function areaOf(pixels: Pixels, colour: readonly number[]) {
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1]
  for (let y = 0; y < pixels.height; y += 1) {
    for (let x = 0; x < pixels.width; x += 1) {
      if (at(pixels, x, y).join() !== colour.join()) continue
      left = Math.min(left, x)
      top = Math.min(top, y)
      right = Math.max(right, x)
      bottom = Math.max(bottom, y)
    }
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 }
}

function mix(over: number, under: number, alpha: number): number {
  return Math.round(over * alpha + under * (1 - alpha))
}

function pngOf(width: number, height: number, background: string): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 4, background } })
    .png()
    .toBuffer()
}

async function pngUrl(width: number, height: number, background: string): Promise<string> {
  return `data:image/png;base64,${(await pngOf(width, height, background)).toString('base64')}`
}

function svgText(attributes: string, body: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${body}</svg>`
}

function svgUrl(attributes: string, body: string): string {
  return `data:image/svg+xml,${encodeURIComponent(svgText(attributes, body))}`
}
