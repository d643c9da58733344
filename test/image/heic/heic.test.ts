import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { Refused } from '../../../src/errors.ts'
import { findHeicDecoder, heicInstallCommand, lookUpHeicDecoder } from '../../../src/image/heic-decoder.ts'
import { type Heic, openHeic } from '../../../src/image/heic/heic.ts'
import { startHeicThread } from '../../../src/image/heic/thread.ts'
import { sharp } from '../../../src/image/sharp.ts'
import { coded, heif, type Item, property } from './boxes.ts'

const folder = mkdtempSync(join(tmpdir(), 'sizewright-heic-'))
afterAll(() => rmSync(folder, { recursive: true }))

const read = (name: string) => readFileSync(new URL(`${name}.heic`, import.meta.url))
const open = (name: string) => openHeic(read(name), { pixels: 1e6 })

/** The middles of the quarters, by rows, as any other picture is read. */
async function colours(heic: Heic): Promise<number[][]> {
  const tiff = sharp(await heic.decode(), { failOn: 'warning' })
    .autoOrient()
    .toColourspace('srgb')
  const { data, info } = await tiff.raw().toBuffer({ resolveWithObject: true })
  expect(info).toMatchObject(heic.size)
  return [0.25, 0.75].flatMap((y) =>
    [0.25, 0.75].map((x) => {
      const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels
      return Array.from(data.subarray(at, at + info.channels))
    }),
  )
}

function expectColours(actual: readonly number[][], expected: readonly number[][]): void {
  expect(actual).toHaveLength(expected.length)
  for (const [place, colour] of expected.entries()) {
    expect(actual[place]).toHaveLength(colour.length)
    for (const [channel, value] of colour.entries()) {
      expect(Math.abs(actual[place]![channel]! - value), `${place}: ${actual[place]!.join()}`).toBeLessThanOrEqual(3)
    }
  }
}

const QUARTERS = [
  [200, 0, 0],
  [0, 200, 0],
  [0, 0, 200],
  [200, 200, 0],
]

describe('orientation', () => {
  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    it(`turns once what the file turns and EXIF says again: ${orientation}`, async () => {
      const heic = await open(`orientation-${orientation}`)
      expect(heic.size).toEqual({ width: 128, height: 64 })
      expect(heic.exif!.includes(Buffer.from(`12010300010000000${orientation}00`, 'hex'))).toBe(true)
      expectColours(await colours(heic), QUARTERS)
    })
  }

  it('does not turn what EXIF alone says', async () => {
    const heic = await open('exif-orientation-only')
    expect(heic.size).toEqual({ width: 96, height: 48 })
    expect(heic.exif!.includes(Buffer.from('120103000100000006', 'hex'))).toBe(true)
    expectColours(await colours(heic), QUARTERS)
  })
})

describe('what phones make', () => {
  it('puts tiles together and cuts what hangs over', async () => {
    const heic = await open('grid')
    expect(heic.size).toEqual({ width: 100, height: 120 })
    expectColours(await colours(heic), QUARTERS)
  })

  it('shows neither gain map nor depth map nor thumbnail', async () => {
    const heic = await open('gain-map')
    expect(heic).toMatchObject({ size: { width: 128, height: 64 }, hasAlpha: false })
    expectColours(await colours(heic), QUARTERS)
  })

  it('gives EXIF and XMP from where they begin', async () => {
    expect((await open('orientation-1')).exif!.toString('latin1', 0, 2)).toBe('II')
    expect((await open('gain-map')).xmp!.toString()).toContain('xmpmeta')
    expect(await open('grid')).toMatchObject({ exif: null, xmp: null })
  })

  it('keeps transparency, in part and in whole', async () => {
    const heic = await open('alpha')
    expect(heic.hasAlpha).toBe(true)
    const rows = [
      [0, 0, 200, 255],
      [250, 120, 0, 128],
    ]
    expectColours(await colours(heic), [...rows, ...rows])
  })
})

describe('colour', () => {
  it('carries the profile, so that Display P3 is not washed out', async () => {
    const heic = await open('icc-p3')
    expectColours(
      await colours(heic),
      Array.from({ length: 4 }, () => [200, 100, 50]),
    )
    const unconverted = sharp(await heic.decode(), { ignoreIcc: true })
    const [red] = await unconverted.raw().toBuffer()
    expect(red).toBeLessThan(190)
  })

  it('says in numbers what the values mean where there is no profile', async () => {
    expect(await open('nclx-p3')).toMatchObject({ icc: null, nclx: { primaries: 12, transfer: 13 } })
    expect(await open('grid')).toMatchObject({ icc: null, nclx: null })
  })

  it('gives 8 bits of 10', async () => {
    const heic = await open('ten-bit-pq')
    expect(heic.nclx).toEqual({ primaries: 9, transfer: 16 })
    expectColours(
      await colours(heic),
      Array.from({ length: 4 }, () => [148, 148, 148]),
    )
  })
})

describe('bad input', () => {
  it('is refused, wherever it ends', async () => {
    const whole = read('grid')
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const cut = whole.subarray(0, Math.floor((whole.length * tenth) / 10))
      await expect(openHeic(cut, { pixels: 1e6 }).then((heic) => heic.decode())).rejects.toMatchObject({
        reason: 'damaged',
      })
    }
  })

  it('is refused by its header alone where it has too many pixels', async () => {
    await expect(openHeic(read('orientation-6'), { pixels: 8191 })).rejects.toEqual(
      new Refused('too-many-pixels', 'the picture has 128 x 64 pixels, the limit is 5460 altogether for HEIC'),
    )
  })

  it('is refused where it has another size than it says', async () => {
    const { type, data, properties } = coded(read('nclx-p3'))
    const others = properties.filter((one) => one.toString('latin1', 4, 8) !== 'ispe')
    for (const side of [16, 128, 250]) {
      const lie = property('ispe', [0, 0, 0, 0, 0, 0, 0, side, 0, 0, 0, side])
      const heic = await openHeic(heif([{ type, data, properties: [...others, lie] }]), { pixels: 1e6 })
      await expect(heic.decode()).rejects.toMatchObject({ reason: 'damaged' })
    }
  })

  it('is refused where one tile of it is lost, which would be green', async () => {
    const tile = coded(read('nclx-p3'))
    const lost = { ...tile, data: tile.data.subarray(0, tile.data.length / 2) }
    const grid = (other: Item) =>
      heif([
        {
          type: 'grid',
          data: Buffer.from([0, 0, 0, 1, 0, 128, 0, 64]),
          properties: [property('ispe', [0, 0, 0, 0, 0, 0, 0, 128, 0, 0, 0, 64])],
          refers: ['dimg', [2, 3]],
        },
        tile,
        other,
      ])
    const whole = await openHeic(grid(tile), { pixels: 1e6 })
    expectColours(
      await colours(whole),
      Array.from({ length: 4 }, () => [200, 100, 50]),
    )
    const heic = await openHeic(grid(lost), { pixels: 1e6 })
    await expect(heic.decode()).rejects.toMatchObject({ reason: 'damaged' })
  })

  it('is refused as not supported where the coding is none that the decoder has', async () => {
    const avif = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#c80000' } })
      .avif()
      .toBuffer()
    const decoded = openHeic(avif, { pixels: 1e6 }).then((heic) => heic.decode())
    await expect(decoded).rejects.toMatchObject({ reason: 'unsupported' })
  })
})

/** A decoder that does something else. */
function pretend(name: string, body: string): string {
  writeFileSync(join(folder, `${name}.wasm`), '')
  writeFileSync(join(folder, `${name}.js`), `module.exports = () => { ${body} }`)
  return join(folder, `${name}.js`)
}

describe('the thread', () => {
  const bytes = read('grid')
  const memory = 2 ** 26

  it('has no more memory than it is given', async () => {
    const decoder = pretend('greedy', 'new WebAssembly.Memory({ initial: 1 }).grow(1024)')
    await expect(startHeicThread({ decoder, bytes, memory })).rejects.toThrow('too much memory')
    await expect(startHeicThread({ decoder, bytes, memory: 2 * memory })).rejects.not.toThrow('too much memory')
  })

  it('sees no secrets of the process', async () => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
    const decoder = pretend('curious', 'throw new Error(`env: ${Object.keys(process.env)}.`)')
    await expect(startHeicThread({ decoder, bytes, memory })).rejects.toThrow('env: .')
    vi.unstubAllEnvs()
  })

  it('that cannot load the decoder is a fault, not the fault of the picture', async () => {
    const decoder = join(folder, 'none.js')
    const opened = openHeic(bytes, { pixels: 1e6 }, decoder)
    await expect(opened).rejects.toThrow('the HEIC decoder cannot be loaded')
    await expect(opened).rejects.not.toBeInstanceOf(Refused)
  })

  it('does not keep the process from ending', async () => {
    const module = pathToFileURL(join(import.meta.dirname, '../../../src/image/heic/heic.ts')).href
    // Here idle threads are not ended, so that this would wait for ever.
    const script = `
      import { readFileSync } from 'node:fs'
      import { openHeic } from '${module}'
      const { setTimeout } = globalThis
      globalThis.setTimeout = (run, ms) => (ms === 5000 ? { unref() {} } : setTimeout(run, ms))
      console.log((await openHeic(readFileSync(process.argv[1]), { pixels: 1e6 })).size)`
    const picture = join(import.meta.dirname, 'grid.heic')
    const args = ['--input-type=module', '-e', script, picture]
    expect(execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 15_000 })).toContain('width: 100')
  })

  it('is begun again where pixels are wanted after it has ended', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const thread = await startHeicThread({ decoder: findHeicDecoder()!, bytes, memory })
    const heic = await open('grid')
    expect(thread.isAlive()).toBe(true)
    vi.advanceTimersByTime(5000)
    expect(thread.isAlive()).toBe(false)
    vi.useRealTimers()
    expectColours(await colours(heic), QUARTERS)
    expectColours(await colours(heic), QUARTERS)
  })

  it('is one of many that take turns', async () => {
    const names = ['grid', 'gain-map', 'orientation-5', 'orientation-8']
    const all = await Promise.all(names.map(async (name) => colours(await open(name))))
    expect(all).toHaveLength(4)
    for (const one of all) expectColours(one, QUARTERS)
  })
})

describe('the decoder', () => {
  it('is found from a module that has it among its packages, and not from elsewhere', () => {
    expect(findHeicDecoder()).toMatch(/node_modules\/libheif-js\/.*\.js$/)
    const elsewhere = pathToFileURL(join(folder, 'any.js')).href
    expect(lookUpHeicDecoder([elsewhere])).toBeNull()
    expect(lookUpHeicDecoder([elsewhere, import.meta.url])).toBe(findHeicDecoder())
  })

  it('is named by the refusal where it is missing', async () => {
    await expect(openHeic(read('grid'), { pixels: 1e6 }, null)).rejects.toEqual(
      new Refused('unsupported', `HEIC pictures need a decoder: ${heicInstallCommand}, then start again`),
    )
  })
})
