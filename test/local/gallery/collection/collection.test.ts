import { expect, it, onTestFinished } from 'vitest'
import { escapeKey } from '../../../../src/path.ts'
import { jpegOf } from '../../../image/pictures.ts'
import { allClosed, createWorld, remove, upload } from '../../../world.ts'
import { BYTES, held, make, pretend, shelf } from './world.ts'

const name = (index: number) => `p${index}.jpg`

it('gives numbered pages of sixty, and none beyond the last', async () => {
  const { list } = await shelf(Array.from({ length: 130 }, (_, index) => name(index)))
  const pages = await Promise.all([1, 2, 3, 4].map((page) => list({ page })))
  expect(
    pages.map(({ items, count, pages }) => [items.length, items[0]?.key, items.at(-1)?.key, count, pages]),
  ).toEqual([
    [60, name(0), name(59), 130, 3],
    [60, name(60), name(119), 130, 3],
    [10, name(120), name(129), 130, 3],
    [0, undefined, undefined, 130, 3],
  ])
})

it('passes over what is no picture, unless something was made of it', async () => {
  const { world, keys } = await shelf(['boat.jpg', 'boat.txt', 'notes', 'drawing'])
  await pretend(world.processed, 'medium/drawing', 10)
  expect(await keys()).toEqual(['boat.jpg', 'drawing'])
})

it('finds by any part of the name, without regard to case and accents, and all words', async () => {
  const { keys, list } = await shelf([
    'Été/boat 1.jpg',
    'e\u0301te\u0301.png',
    'Winter/Boot.jpg',
    'straße.gif',
    'a+b.png',
  ])
  expect(await keys({ search: 'ETE' })).toEqual(['Été/boat 1.jpg', 'e\u0301te\u0301.png'])
  expect(await keys({ search: 'boat été' })).toEqual(['Été/boat 1.jpg'])
  expect(await keys({ search: 'STRASSE' })).toEqual(['straße.gif'])
  expect(await keys({ search: 'oo', folder: 'Winter/' })).toEqual(['Winter/Boot.jpg'])
  expect(await keys({ search: 'oo', folder: 'Été/' })).toEqual([])
  expect(await keys({ search: 'a+b' })).toEqual(['a+b.png'])
  for (const search of ['.*', '%', '\\', '"><script>', '(a+)+$', '\u0301', 'x '.repeat(500), 'j'.repeat(1000)])
    expect((await list({ search })).count, search).toBe(search === '\u0301' ? 5 : 0)
})

it('sorts by name, date taken, date changed and size, and back; what has no date is last', async () => {
  const world = createWorld()
  const at: Record<string, number> = { 'a10.jpg': 3, 'a2.jpg': 1, 'b.jpg': 2 }
  for (const [key, value] of Object.entries(at)) {
    await upload(world.originals, key, Buffer.alloc(value))
    await pretend(world.processed, `info/${key}`, 0, { taken: `200${value}-06-01T10:00:00` })
  }
  await upload(world.originals, 'never.jpg', Buffer.alloc(9))
  const listing = world.originals.list.bind(world.originals)
  const originals = {
    ...world.originals,
    async *list() {
      for await (const one of listing()) yield { ...one, ...(one.key in at && { modified: 1e12 + at[one.key]! }) }
    },
  }
  const { keys } = await shelf([], { world: { ...world, originals } })
  expect(await keys()).toEqual(['a2.jpg', 'a10.jpg', 'b.jpg', 'never.jpg'])
  expect(await keys({ isReversed: true })).toEqual(['never.jpg', 'b.jpg', 'a10.jpg', 'a2.jpg'])
  expect(await keys({ sort: 'size' })).toEqual(['never.jpg', 'a10.jpg', 'b.jpg', 'a2.jpg'])
  for (const sort of ['taken', 'changed'] as const) {
    expect(await keys({ sort })).toEqual(['a10.jpg', 'b.jpg', 'a2.jpg', 'never.jpg'])
    expect(await keys({ sort, isReversed: true })).toEqual(['a2.jpg', 'b.jpg', 'a10.jpg', 'never.jpg'])
  }
})

it('tells the folders right below, with what is in and below each', async () => {
  const { list } = await shelf(['a.jpg', 'x/1.jpg', 'x/y/2.jpg', 'x/y10/3.jpg', 'x/y2/4.jpg', 'z/5.jpg', 'n/only.txt'])
  const folders = async (folder: string, search = '') =>
    (await list({ folder, search })).folders.map(({ path, name, count }) => [path, name, count])
  expect(await folders('')).toEqual([
    ['x/', 'x', 4],
    ['z/', 'z', 1],
  ])
  expect(await folders('x/')).toEqual([
    ['x/y/', 'y', 1],
    ['x/y2/', 'y2', 1],
    ['x/y10/', 'y10', 1],
  ])
  expect(await folders('none/')).toEqual([])
  expect(await folders('', 'jpg')).toEqual([])
})

it('tells of each what is stored, and of all together what a page of twenty weighs', async () => {
  onTestFinished(allClosed)
  const { world, list } = await shelf(['waits.jpg'])
  const [boat, cat] = [await jpegOf(900, 600), await jpegOf(600, 900)]
  await make(world, 'boat.jpg', boat)
  await make(world, 'cat.jpg', cat)
  await make(world, 'cut.jpg', boat.subarray(0, 900))
  const { items, totals } = await list()
  expect(
    items.map(({ key, state, made, preview, refusal }) => [key, state, made.files, preview?.width, refusal]),
  ).toEqual([
    ['boat.jpg', 'ready', 6, 600, null],
    ['cat.jpg', 'ready', 6, 400, null],
    ['cut.jpg', 'failed', 0, undefined, 'the picture is damaged and cannot be decoded'],
    ['waits.jpg', 'waiting', 0, undefined, null],
  ])
  expect(items[0]?.info).toMatchObject({ width: 900, height: 600, taken: null })
  const sizeOf = async (path: string) => (await world.processed.head(path))!.size
  const made = items.reduce((sum, item) => sum + item.made.bytes, 0)
  expect(totals).toEqual({
    pictures: 2,
    bytes: boat.length + cat.length,
    made: { files: 12, bytes: made },
    failed: 1,
    twenty: {
      name: 'medium',
      format: 'webp',
      original: 10 * (boat.length + cat.length),
      shown: 10 * ((await sizeOf('medium.webp/boat.jpg')) + (await sizeOf('medium.webp/cat.jpg'))),
    },
  })
})

it('looks again at what it is told of, before the next answer, and lists nothing again', async () => {
  onTestFinished(allClosed)
  const { world, collection, keys, list } = await shelf(['b.jpg', 'x/1.jpg', 'x/2.jpg', 'y.jpg'])
  let listings = 0
  const counted = await shelf([], {
    world: {
      ...world,
      originals: { ...world.originals, list: (options) => ((listings += 1), world.originals.list(options)) },
    },
  })
  expect(await counted.keys()).toEqual(await keys())
  await make(world, 'b.jpg', await jpegOf(40, 30))
  await upload(world.originals, 'a.jpg', BYTES)
  await upload(world.originals, 'a.txt', BYTES)
  await remove(world.originals, 'y.jpg')
  await remove(world.originals, 'x/1.jpg')
  await remove(world.originals, 'x/2.jpg')
  expect(await counted.keys()).toEqual(['b.jpg', 'x/1.jpg', 'x/2.jpg', 'y.jpg']) // nobody has told it
  for (const { touch, touchBelow } of [collection, counted.collection]) {
    for (const key of ['a.jpg', 'a.txt', 'b.jpg', 'y.jpg', 'gone.jpg', null]) touch(key)
    touchBelow('x')
  }
  const { items, totals, folders, count } = await counted.list()
  expect(items.map(({ key, state }) => [key, state])).toEqual([
    ['a.jpg', 'waiting'],
    ['b.jpg', 'ready'],
  ])
  expect([totals?.pictures, folders, count, listings]).toEqual([1, [], 2, 1])
  expect((await list()).items).toEqual(items)
  expect(await counted.keys({ search: 'b.j' })).toEqual(['b.jpg'])
})

it('lists everything again where too much has changed to look at each', async () => {
  const { world, collection, keys, list } = await shelf(['a.jpg'])
  expect(await keys()).toEqual(['a.jpg'])
  for (let index = 0; index < 2500; index += 1) {
    await upload(world.originals, `new/${index}.jpg`, BYTES)
    collection.touch(`new/${index}.jpg`)
  }
  expect((await list()).count).toBe(2501)
})

it('answers with what is listed so far where that takes long, and tells when there is more', async () => {
  const { world, letGo } = held(createWorld())
  const { collection, list, news, keys } = await shelf(['b.jpg', 'a.jpg', 'a.txt', 'x/c.jpg'], { world })
  await pretend(world.processed, 'medium/a.jpg', 7)
  const part = await list({ sort: 'size' })
  expect([part.items.map(({ key, state }) => [key, state]), part.count, part.pages, part.totals]).toEqual([
    [
      ['a.jpg', 'ready'],
      ['b.jpg', 'waiting'],
      ['x/c.jpg', 'waiting'],
    ],
    null,
    null,
    null,
  ])
  expect(await keys({ search: 'C', folder: 'x/' })).toEqual(['x/c.jpg'])
  await upload(world.originals, 'd.jpg', BYTES)
  collection.touch('d.jpg') // the listing of originals has passed it already
  expect(news()).toBe(0)
  letGo()
  await expect.poll(news).toBe(1)
  const whole = await list()
  expect([whole.items.map(({ key }) => key), whole.count]).toEqual([['a.jpg', 'b.jpg', 'd.jpg', 'x/c.jpg'], 4])
})

it('pays nothing before somebody looks', async () => {
  const world = createWorld()
  const fails = () => {
    throw new Error('nobody has looked')
  }
  const { collection } = await shelf([], {
    world: { ...world, originals: { ...world.originals, list: fails, head: fails } },
  })
  for (let index = 0; index < 5000; index += 1) collection.touch(name(index))
  collection.touchBelow('x')
  await expect(collection.list({ search: '', folder: '', sort: 'name', isReversed: false, page: 1 })).rejects.toThrow(
    'nobody has looked',
  )
})

it('lists again by itself where nobody tells it of changes', async () => {
  const { world, keys } = await shelf(['a.jpg'], { freshMs: 0 })
  expect(await keys()).toEqual(['a.jpg'])
  await upload(world.originals, 'b.jpg', BYTES)
  await expect.poll(() => keys()).toEqual(['a.jpg', 'b.jpg'])
})

it('holds so many at most, those that come first, and says so', async () => {
  const { world, collection, list, keys } = await shelf(['c.jpg', 'a.jpg', 'b.jpg'], { most: 2 })
  expect([(await list()).isCut, await keys()]).toEqual([true, ['a.jpg', 'b.jpg']])
  await upload(world.originals, 'd.jpg', BYTES)
  collection.touch('d.jpg')
  expect((await list()).count).toBe(2)
  expect((await (await shelf(['a.jpg', 'b.jpg'], { most: 2 })).list()).isCut).toBe(false)
})

it('forgets what somebody has deleted by hand once a page has shown that', async () => {
  onTestFinished(allClosed)
  const { world, list } = await shelf()
  await make(world, 'a.jpg', await jpegOf(40, 30))
  expect((await list()).totals?.pictures).toBe(1)
  for (const name of world.catalogue.renditions.keys()) await remove(world.processed, `${name}/${escapeKey('a.jpg')}`)
  await list()
  expect((await list()).totals?.pictures).toBe(0)
})
