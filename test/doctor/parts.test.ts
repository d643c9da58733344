import { readdirSync, readFileSync } from 'node:fs'
import { assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { examine } from '../../src/doctor/examine.ts'
import { extrapolate } from '../../src/doctor/extrapolate.ts'
import { showBytes, showDollars, showSeconds, showShare } from '../../src/doctor/figures.ts'
import { inParallel } from '../../src/doctor/promise-pool.ts'
import { showKey, table, wrap } from '../../src/doctor/columns.ts'
import { isMisleading } from '../../src/image/kinds.ts'
import { createDraw } from '../../src/doctor/sample.ts'
import { isTooSmall, largestVariant } from '../../src/doctor/sizes.ts'
import { whyUnaddressable } from '../../src/doctor/scan-names.ts'
import { inspect, inspectAhead } from '../../src/image/inspect.ts'
import { decoders, sniff } from '../../src/image/sniff.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { jpegOf } from '../image/pictures.ts'
import { roomy, upload } from '../world.ts'

const settings = resolveConfig({})
const catalogue = createCatalogue(settings, decoders)

describe('a key', () => {
  it.each([
    ['photos/', 'folder-marker'],
    ['/boat.jpg', 'empty-segment'],
    ['a//b.jpg', 'empty-segment'],
    ['a/../b.jpg', 'dot-segment'],
    ['a\nb.jpg', 'control-character'],
    ['a\\b.jpg', 'backslash'],
    ['a\ud800.jpg', 'not-unicode'],
    ['é'.repeat(200), 'too-long'],
    ['été 1+1 (2)%.jpg', null],
  ])('%j is not addressable for a reason: %s', (key, why) => {
    expect(whyUnaddressable(key, catalogue)).toBe(why)
  })

  it('has a reason exactly where it is not addressable', () => {
    assert(
      property(
        string({ unit: 'binary' }),
        (key) => (whyUnaddressable(key, catalogue) === null) === catalogue.isAddressable(key),
      ),
    )
  })

  it('lies only where it says something else', () => {
    const lies = (key: string) => isMisleading(key, 'jpeg')
    expect(['a.png', 'a.HEIC', 'a.jpg', 'a.JPEG', 'a', 'a.txt'].map(lies)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ])
    expect(isMisleading('a.heif', 'avif')).toBe(false)
  })

  it('cannot do anything to a terminal, and fits into it', () => {
    expect(showKey('a\u001b[2J\u202egpj.exe\n.jpg', 80)).toBe('a\\u001b[2J\\u202egpj.exe\\u000a.jpg')
    expect(showKey(`${'holiday/'.repeat(20)}boat.jpg`, 30)).toBe('holiday/holid...iday/boat.jpg')
    expect(showKey('写真'.repeat(20), 21)).toBe('写真写真...写真写真')
  })
})

it('text keeps to the width of the terminal', () => {
  const text = wrap('some words that are too long for a line of thirty columns', 30, 4)
  expect(text.split('\n').every((line) => line.startsWith('    ') && line.length <= 30)).toBe(true)
  expect(text.replaceAll(/\s+/g, ' ').trim()).toBe('some words that are too long for a line of thirty columns')
  expect(
    table(
      [
        ['a', '1'],
        ['bc', '200'],
      ],
      [1],
    ),
  ).toEqual(['a     1', 'bc  200'])
})

it('figures are as short as they can be', () => {
  expect([0, 999, 1000, 99_949, 1.5e6, 2e15].map(showBytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '99.9 kB',
    '1.5 MB',
    '2.0 PB',
  ])
  expect([0, 0.000_123, 0.05, 12.3, 12_345].map(showDollars)).toEqual([
    '$0',
    '$0.00012',
    '$0.050',
    '$12.30',
    '$12,345.00',
  ])
  expect([0.2, 90, 600, 36_000].map(showSeconds)).toEqual(['1 s', '90 s', '10 min', '10.0 h'])
  expect([0, 0.003, 0.5, 0.996, 1].map(showShare)).toEqual(['0 %', '0.3 %', '50 %', '99.6 %', '100 %'])
})

describe('a size', () => {
  const sized = (variants: Parameters<typeof resolveConfig>[0]) =>
    largestVariant(createCatalogue(resolveConfig({ variants }), decoders))?.name

  it('is the largest by its pixels, an open side aside', () => {
    expect(largestVariant(catalogue)?.name).toBe('large')
    expect(sized({ wide: { width: 800 }, hero: { width: 1920, height: 800 } })).toBe('hero')
  })

  it('is not filled where anything would have to be enlarged', () => {
    const [inside, cover] = (['inside', 'cover'] as const).map((fit) => ({ width: 600, height: 400, fit }))
    const sizes = [
      { width: 599, height: 300 },
      { width: 600, height: 100 },
      { width: 600, height: 400 },
    ]
    expect(sizes.map((size) => isTooSmall(inside!, size))).toEqual([true, false, false])
    expect(sizes.map((size) => isTooSmall(cover!, size))).toEqual([true, true, false])
  })
})

describe('a header', () => {
  const folder = new URL('../pictures/files/', import.meta.url)
  const files = readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder))] as const)

  it.each(files)('of %s says ahead what it says in the whole file', async (_, bytes) => {
    const kind = sniff(bytes)!
    const whole = await inspect(bytes, kind, settings.limits, catalogue.boxes)
    expect(whole.refused).toBeNull()
    for (const length of [300, 2000, 65_536]) {
      const ahead = await inspectAhead(inspect, bytes.subarray(0, length), kind, settings.limits, catalogue.boxes)
      if (ahead !== null) expect(ahead).toEqual(whole)
    }
  })

  it('is all that is read of a large photo', async () => {
    const originals = memoryStore()
    await upload(originals, 'a.jpg', Buffer.concat([await jpegOf(900, 700), Buffer.alloc(20_000_000)]))
    let read = 0
    const watched: typeof originals = {
      ...originals,
      async get(key) {
        const object = await originals.get(key)
        if (object === null) return null
        const [bytes = new Uint8Array()] = await Array.fromAsync(object.body)
        const chunks = Array.from({ length: Math.ceil(bytes.length / 4096) }, (_, at) =>
          bytes.subarray(at * 4096, at * 4096 + 4096),
        )
        const body = new ReadableStream<Uint8Array>(
          {
            pull(controller) {
              const chunk = chunks.shift()
              if (chunk === undefined) return controller.close()
              read += chunk.length
              controller.enqueue(chunk)
            },
          },
          { highWaterMark: 0 },
        )
        return { ...object, body }
      },
    }
    const seen = await examine({ originals: watched, settings, catalogue, inspect }, 'a.jpg', roomy())
    expect([seen?.verdict, seen?.inspection?.size]).toEqual(['picture', { width: 900, height: 700 }])
    expect(read).toBe(65_536)
  })
})

describe('a sample', () => {
  const keys = Array.from({ length: 1000 }, (_, index) => `photos/${index}.jpg`)
  const draw = (from: readonly string[], most: number) => {
    const drawn = createDraw(most)
    for (const key of from) drawn.add({ key, size: 1 })
    expect(drawn.shown()).toBe(from.length)
    return drawn.picked().map(({ key }) => key)
  }

  it('is the same in whatever order the keys come, and a larger one has it in it', () => {
    expect(draw(keys.toReversed(), 24)).toEqual(draw(keys, 24))
    expect(draw(keys, 48).slice(0, 24)).toEqual(draw(keys, 24))
    expect(draw(keys, Infinity).toSorted()).toEqual(keys.toSorted())
  })

  it('tells the truth within its spread nineteen times of twenty', () => {
    let hits = 0
    for (let world = 0; world < 200; world += 1) {
      const sizes = new Map(keys.map((key, index) => [`${world}/${key}`, 1000 + (index % 97) ** 2]))
      const truth = [...sizes.values()].reduce((sum, size) => sum + size, 0)
      const { value, plusMinus } = extrapolate(
        draw([...sizes.keys()], 24).map((key) => sizes.get(key)!),
        sizes.size,
      )
      if (Math.abs(value - truth) <= plusMinus!) hits += 1
    }
    expect(hits).toBeGreaterThan(180)
    expect(hits).toBeLessThan(200)
  })

  it('of one tells no spread, of all none is left', () => {
    expect(extrapolate([3], 10)).toEqual({ value: 30, plusMinus: null })
    expect(extrapolate([3, 5], 2)).toEqual({ value: 8, plusMinus: 0 })
    expect(extrapolate([3], 1)).toEqual({ value: 3, plusMinus: 0 })
    expect(extrapolate([1, 3], 4)).toEqual({ value: 8, plusMinus: expect.closeTo(2 * 4 * Math.sqrt(1 - 2 / 4), 9) })
    expect(extrapolate([], 10)).toEqual({ value: 0, plusMinus: 0 })
  })
})

it('work is done so many at a time, and stops when it is told to', async () => {
  const stopping = new AbortController()
  const begun: number[] = []
  let running = 0
  let most = 0
  await inParallel(Array(100).keys(), 3, stopping.signal, async (item) => {
    begun.push(item)
    most = Math.max(most, (running += 1))
    await new Promise((resolve) => setImmediate(resolve))
    running -= 1
    if (item === 12) setImmediate(() => stopping.abort())
    if (item > 9) await new Promise(() => {}) // as a server that never answers
  })
  expect(most).toBe(3)
  expect(begun).toHaveLength(13)
})
