import { afterEach, beforeAll, expect, it } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { reconcile, type Reconciled } from '../../src/core/reconcile.ts'
import { listWork } from '../../src/core/rollout.ts'
import { readErrorEntry } from '../../src/core/stored.ts'
import { escapeKey } from '../../src/path.ts'
import { jpegOf } from '../image/pictures.ts'
import { allClosed, bytesOf, createWorld, keysOf, upload, type World } from '../world.ts'

afterEach(allClosed)

const KEY = 'boat.jpg'
const OLDER: Config = {}
/** Every rendition is another one, and there is one more. */
const NEWER: Config = { limits: { frames: 7 }, variants: { hero: { width: 20 }, medium: { width: 600, height: 600 } } }

let picture: Uint8Array
beforeAll(async () => {
  picture = await jpegOf(40, 30)
})

/** A whole rollout, as the state machine does one: strays go, and every key is looked at. */
async function rollOut(world: World): Promise<Reconciled> {
  const { keys, strays } = await listWork(world)
  for (const { location, path, etag } of strays) await world[location].delete(path, etag)
  expect([...keys]).toEqual([KEY])
  return reconcile(world, { key: KEY, rollout: true })
}

/** A picture as the older configuration has it, and what both say of the same stores. */
async function upgraded(older = OLDER, newer = NEWER): Promise<{ old: World; now: World }> {
  const before = createWorld(older)
  await upload(before.originals, KEY, picture)
  await reconcile(before, { key: KEY })
  return { old: createWorld(older, before), now: createWorld(newer, before) }
}

async function stored(world: World): Promise<Map<string, string>> {
  const all = new Map<string, string>()
  for (const path of await keysOf(world.processed))
    all.set(path, Buffer.from((await bytesOf(world.processed, path)) ?? []).toString('base64'))
  return all
}

it('what the rollout of the newer has not reached is as the older has it, and nothing is made', async () => {
  const { old } = await upgraded()
  const before = await stored(old)
  expect(await rollOut(old)).toMatchObject({ rendered: [], removed: [], hasPurged: false })
  expect(await stored(old)).toEqual(before)
  expect(old.sent).toEqual([])
})

it('what it has reached is made again, byte for byte as it was, and what only the newer has is deleted', async () => {
  const { old, now } = await upgraded()
  const before = await stored(old)
  await rollOut(now)
  expect((await keysOf(now.processed)).some((path) => path.startsWith('hero'))).toBe(true)
  expect((await rollOut(old)).rendered.toSorted()).toEqual([...old.catalogue.renditions.keys()].toSorted())
  expect(await stored(old)).toEqual(before)
  expect(old.purged).toEqual([]) // the rollout purges everything with one path
})

it('an original that only the newer refuses has its sizes again, and its entry goes', async () => {
  const { old, now } = await upgraded(OLDER, { ...NEWER, limits: { pixels: 100, frames: 7 } })
  const before = await stored(old)
  expect((await rollOut(now)).refused).toBe('too-many-pixels')
  expect([await keysOf(now.processed), await keysOf(now.errors)]).toEqual([[], [escapeKey(KEY)]])
  await rollOut(old)
  expect([await stored(old), await keysOf(old.errors)]).toEqual([before, []])
})

it('a lowered limit refuses nothing that has its sizes already', async () => {
  const { now } = await upgraded(OLDER, { limits: { pixels: 100 } })
  expect(await rollOut(now)).toMatchObject({ rendered: [], removed: [], refused: null })
})

it('an original that both refuse is read once more, and its entry is the older’s again', async () => {
  const { old, now } = await upgraded({ limits: { pixels: 100 } }, { limits: { pixels: 101 } })
  await rollOut(now)
  const { decodeRecipe } = old.catalogue
  expect(readErrorEntry((await old.errors.head(escapeKey(KEY)))!)?.decodeRecipe).not.toBe(decodeRecipe)
  expect((await rollOut(old)).refused).toBe('too-many-pixels')
  expect(readErrorEntry((await old.errors.head(escapeKey(KEY)))!)?.decodeRecipe).toBe(decodeRecipe)
  expect((await rollOut(old)).refused).toBe(null) // read no more
})

it('an entry with a reason that older code does not know is no verdict', async () => {
  const { old } = await upgraded()
  const { etag } = (await old.originals.head(KEY))!
  const metadata = { reason: 'from-the-future', detail: '', source: etag, 'decode-recipe': old.catalogue.decodeRecipe }
  await old.errors.put(escapeKey(KEY), { body: picture, contentType: 'image/jpeg', metadata }, 'absent')
  await rollOut(old)
  expect(await keysOf(old.errors)).toEqual([])
  expect((await stored(old)).size).toBe(7)
})
