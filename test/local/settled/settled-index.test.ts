import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Config } from '../../../src/config/config.ts'
import { INDEX } from '../../../src/local/settled/index-object.ts'
import { createSettledIndex, type SettledIndex } from '../../../src/local/settled/settled-index.ts'
import { unescapeKey } from '../../../src/path.ts'
import { isIdle } from '../../../src/core/reconcile/plan.ts'
import { look } from '../../../src/core/reconcile/look.ts'
import { createRetry } from '../../../src/core/reconcile/retry.ts'
import { prepare } from '../../../src/core/reconcile/prepare.ts'
import { reconcile } from '../../../src/core/reconcile.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import type { Store } from '../../../src/stores/store.ts'
import { type Content, openPicture, original } from '../../model/pictures.ts'
import { altered, bytesOf, createWorld, keysOf, remove, type World } from '../../world.ts'
import { type Clock, dated } from './dated.ts'

const plain: Config = { variants: { small: { width: 9, height: 9 }, lazy: { width: 8, height: 8, prewarm: false } } }
const other: Config = { ...plain, quality: { jpeg: 60 }, limits: { bytes: 1000 } }
const KEYS = ['a.jpg', 'b b.jpg', 'c.txt'] as const
const never = new AbortController().signal

type Stores = Pick<World, 'originals' | 'processed' | 'errors'>

/** One process: what it knows is gone when it ends, but for what it saved. */
interface Life {
  readonly world: World
  readonly index: SettledIndex
}

function places(clock: Clock): Stores {
  return {
    originals: dated(memoryStore(), clock),
    processed: dated(memoryStore(), clock),
    errors: dated(memoryStore(), clock),
  }
}

function live(stores: Stores, config: Config): Life {
  const world = { ...createWorld(config, stores), openPicture }
  const index = createSettledIndex(world.errors, world.catalogue, (fault) => expect.fail(String(fault)))
  return { world, index }
}

async function run({ world, index }: Life, key: string): Promise<void> {
  const { settled } = await reconcile(world, { key })
  if (settled !== null) index.note(key, settled)
}

async function settledOf({ world, index }: Life): Promise<string[]> {
  return [...(await index.look(world, never)).settled]
}

/** Writes an original whatever was there, as an upload does: bytes, content type and focus. */
async function upload(store: Store, key: string, content: Content, focus: string | null): Promise<void> {
  const head = await store.head(key)
  const object = { ...original(content), metadata: focus === null ? {} : { focus } }
  await store.put(key, object, head === null ? 'absent' : { etag: head.etag })
}

/** Two keys as they should be, seen and saved by a process that has ended. */
async function settledPlaces(): Promise<{ clock: Clock; stores: Stores; start: (config?: Config) => Life }> {
  const clock = { now: 0 }
  const stores = places(clock)
  const start = (config = plain) => live(stores, config)
  await upload(stores.originals, 'a.jpg', 'good 1', null)
  await upload(stores.originals, 'b.jpg', 'broken 1', null)
  const first = start()
  for (const seconds of [0, 10]) {
    clock.now += 1000 * seconds
    for (const key of ['a.jpg', 'b.jpg']) await run(first, key)
  }
  await first.index.save()
  return { clock, stores, start }
}

it('knows at the next start what is as it should be, broken originals too', async () => {
  const { start } = await settledPlaces()
  expect(await settledOf(start())).toEqual(['a.jpg', 'b.jpg'])
})

it('lies where no rollout, gallery or older version takes it for the entry of a key', () => {
  expect(unescapeKey(INDEX)).toBeNull()
})

it('knows nothing under another configuration, and has forgotten the first one then', async () => {
  const { start, clock } = await settledPlaces()
  const second = start(other)
  expect(await settledOf(second)).toEqual([])
  for (const seconds of [0, 10]) {
    clock.now += 1000 * seconds
    for (const key of ['a.jpg', 'b.jpg']) await run(second, key)
  }
  await second.index.save()
  expect(await settledOf(start(other))).toEqual(['a.jpg', 'b.jpg'])
  expect(await settledOf(start())).toEqual([])
})

it('does not believe what was written within the same two seconds', async () => {
  const clock = { now: 0 }
  const stores = places(clock)
  const life = live(stores, plain)
  await upload(stores.originals, 'a.jpg', 'good 1', null)
  await run(life, 'a.jpg')
  clock.now = 1900
  await run(life, 'a.jpg')
  expect(await settledOf(life)).toEqual([])
  clock.now = 2000
  await run(life, 'a.jpg')
  expect(await settledOf(life)).toEqual(['a.jpg'])
})

it.each([
  ['another picture', ({ originals }: Stores) => upload(originals, 'a.jpg', 'good 2', null)],
  ['the same bytes with a focus', ({ originals }: Stores) => upload(originals, 'a.jpg', 'good 1', '0.1,0.1')],
  ['no original', ({ originals }: Stores) => remove(originals, 'a.jpg')],
  ['no info', ({ processed }: Stores) => remove(processed, 'info/a.jpg')],
  [
    'a rendition written by somebody, with the same bytes',
    ({ processed }: Stores) => rewrite(processed, 'small/a.jpg'),
  ],
  ['an error entry', ({ errors }: Stores) => upload(errors, 'a.jpg', 'good 1', null)],
  [
    'a rendition made on demand, of what it never was',
    ({ processed }: Stores) => upload(processed, 'lazy/a.jpg', 'good 1', null),
  ],
])('finds unsettled what has %s since', async (_, change) => {
  const { clock, stores, start } = await settledPlaces()
  clock.now += 1000
  await change(stores)
  expect(await settledOf(start())).toEqual(['b.jpg'])
})

async function rewrite(store: Store, key: string): Promise<void> {
  const body = (await bytesOf(store, key))!
  await remove(store, key)
  await store.put(key, { body, contentType: 'image/jpeg', metadata: {} }, 'absent')
}

it.each([
  ['deleted', null],
  ['empty', Buffer.alloc(0)],
  ['anything', Buffer.from('anything '.repeat(100))],
  ['larger than any index', Buffer.alloc(50_000_000)],
])('an index that is %s is no index, and is replaced', async (_, bytes) => {
  const { stores, start, clock } = await settledPlaces()
  await remove(stores.errors, INDEX)
  if (bytes !== null) {
    await stores.errors.put(INDEX, { body: bytes, contentType: 'text/plain', metadata: {} }, 'absent')
  }
  const life = start()
  expect(await settledOf(life)).toEqual([])
  clock.now += 1000
  for (const key of ['a.jpg', 'b.jpg']) await run(life, key)
  await life.index.save()
  expect(await settledOf(start())).toEqual(['a.jpg', 'b.jpg'])
})

it('every cut and every flipped bit of an index is noticed', async () => {
  const { stores, start } = await settledPlaces()
  const whole = (await bytesOf(stores.errors, INDEX))!
  for (let at = 0; at < whole.length; at += 1) {
    const flipped = Uint8Array.from(whole)
    flipped[at]! ^= 1 << (at % 8)
    for (const bytes of [flipped, whole.subarray(0, at)]) {
      await remove(stores.errors, INDEX)
      await stores.errors.put(INDEX, { body: bytes, contentType: 'text/plain', metadata: {} }, 'absent')
      expect(await settledOf(start()), `at ${at}`).toEqual([])
    }
  }
})

it('is read to no further than an index goes', async () => {
  const { stores, start } = await settledPlaces()
  let [read, isCancelled] = [0, false]
  const errors = altered(stores.errors, {
    get: async () => ({
      ...(await stores.errors.head(INDEX))!,
      size: 1_000_000_000,
      body: new ReadableStream({
        pull: (controller) => controller.enqueue(Buffer.alloc((read += 1))),
        cancel: () => void (isCancelled = true),
      }),
    }),
  })
  const { world } = start()
  const index = createSettledIndex(errors, world.catalogue, (fault) => expect.fail(String(fault)))
  expect(await settledOf({ world, index })).toEqual([])
  expect([read < 3, isCancelled]).toEqual([true, true])
})

it('two processes add to each other’s index', async () => {
  const { clock, stores, start } = await settledPlaces()
  const [one, two] = [start(), start()]
  for (const life of [one, two]) await settledOf(life)
  await upload(stores.originals, 'one.jpg', 'good 1', null)
  await upload(stores.originals, 'two.jpg', 'good 2', null)
  for (const seconds of [0, 10]) {
    clock.now += 1000 * seconds
    await run(one, 'one.jpg')
    await run(two, 'two.jpg')
  }
  await Promise.all([one.index.save(), two.index.save()])
  expect(await settledOf(start())).toEqual(['a.jpg', 'b.jpg', 'one.jpg', 'two.jpg'])
})

it('does not grow with what is gone', async () => {
  const { clock, stores, start } = await settledPlaces()
  const sizeOf = async () => (await bytesOf(stores.errors, INDEX))!.length
  const before = await sizeOf()
  const life = start()
  for (let round = 0; round < 20; round += 1) {
    await upload(stores.originals, 'a.jpg', `good ${round + 2}`, null)
    for (const seconds of [0, 10]) {
      clock.now += 1000 * seconds
      await run(life, 'a.jpg')
    }
  }
  await settledOf(life)
  await life.index.save()
  expect(await sizeOf()).toBe(before)
})

it('a store that refuses the index is told of, and costs no more than the hint', async () => {
  const { clock, stores } = await settledPlaces()
  const faults: unknown[] = []
  const refuse = () => Promise.reject(new Error('403'))
  const world = { ...createWorld(plain, stores), openPicture }
  const index = createSettledIndex(altered(stores.errors, { get: refuse, put: refuse }), world.catalogue, (fault) =>
    faults.push(fault),
  )
  clock.now += 1000
  expect(await settledOf({ world, index })).toEqual([])
  await run({ world, index }, 'a.jpg')
  await index.save()
  expect(faults).toHaveLength(2)
  expect(await settledOf({ world, index })).toEqual(['a.jpg'])
})

const keys = fc.constantFrom(...KEYS)
const who = fc.nat(1)
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('upload' as const),
      key: keys,
      content: fc.constantFrom<Content[]>('good 1', 'good 2', 'broken 1', 'other 1'),
      focus: fc.constantFrom(null, '0.1,0.2'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), key: keys }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('spoil' as const),
      nth: fc.nat(30),
      of: fc.constantFrom('processed' as const, 'errors' as const),
    }),
  },
  { weight: 12, arbitrary: fc.record({ do: fc.constant('run' as const), key: keys, who }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(300, 900, 2500) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('look' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('save' as const), who }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('restart' as const), who, config: fc.constantFrom(plain, other) }),
  },
)

it('whatever happens: of what is settled, a run would find nothing to do', async () => {
  let seen = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 150, size: 'max' }), async (steps) => {
      const clock = { now: 0 }
      const stores = places(clock)
      const lives = [live(stores, plain), live(stores, plain)]
      const at = (who: number) => lives[who]!
      for (const step of steps) {
        clock.now += 50
        if (step.do === 'upload') await upload(stores.originals, step.key, step.content, step.focus)
        if (step.do === 'remove') await remove(stores.originals, step.key)
        if (step.do === 'spoil') await spoil(stores[step.of], step.nth)
        if (step.do === 'run') await run(at(step.who), step.key)
        if (step.do === 'wait') clock.now += step.ms
        if (step.do === 'save') await at(step.who).index.save()
        if (step.do === 'restart') lives[step.who] = live(stores, step.config)
        if (step.do === 'look') {
          const { world } = at(step.who)
          for (const key of await settledOf(at(step.who))) {
            seen += 1
            const plan = await prepare(world, key, await look(world, key), createRetry())
            expect(plan !== null && isIdle(plan), key).toBe(true)
          }
        }
      }
    }),
    { numRuns: 400 },
  )
  expect(seen).toBeGreaterThan(400)
})

/** Deletes one stored object, or writes it anew with the same bytes and without what it was made of. */
async function spoil(store: Store, nth: number): Promise<void> {
  const keys = (await keysOf(store)).filter((key) => key !== INDEX)
  const key = keys[nth % Math.max(1, keys.length)]
  if (key === undefined) return
  await (nth % 2 === 0 ? remove(store, key) : rewrite(store, key))
}
