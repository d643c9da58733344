import { expect, it } from 'vitest'
import { reconcile } from '../../../src/core/reconcile.ts'
import { stateOf } from '../../../src/local/gallery/upload/original-state.ts'
import { states } from '../../../src/local/gallery/upload/states.ts'
import { uploadText } from '../../../src/local/gallery/views/upload-text.ts'
import { jpegOf } from '../../image/pictures.ts'
import { altered, createWorld, remove, upload } from '../../world.ts'

it('follows an original through all that can become of it', async () => {
  const world = createWorld()
  const key = 'été/boat.jpg'
  expect(await stateOf(world, key)).toEqual({ state: 'gone' })
  const [first, second] = [await jpegOf(800, 600), await jpegOf(900, 600)]
  await upload(world.originals, key, first)
  expect(await stateOf(world, key)).toEqual({ state: 'making' })
  await reconcile(world, { key })
  const ready = { state: 'ready', shown: { name: 'medium', bytes: expect.any(Number) } }
  expect(await stateOf(world, key)).toEqual({ ...ready, bytes: first.length })

  await upload(world.originals, key, second)
  expect(await stateOf(world, key)).toEqual({ state: 'making' }) // what is stored is of the one before
  await reconcile(world, { key })
  expect(await stateOf(world, key)).toEqual({ ...ready, bytes: second.length })
  await remove(world.processed, 'webp/_xC3_xA9t_xC3_xA9/boat.jpg')
  expect(await stateOf(world, key)).toEqual({ state: 'making' })

  await upload(world.originals, key, second.subarray(0, 900))
  expect(await stateOf(world, key)).toEqual({ state: 'making' })
  await reconcile(world, { key })
  expect(await stateOf(world, key)).toEqual({
    state: 'failed',
    refusal: 'the picture is damaged and cannot be decoded',
    advice: expect.stringContaining('where it is whole'),
  })
  await upload(world.originals, key, first)
  expect(await stateOf(world, key)).toEqual({ state: 'making' }) // the entry tells of the one before
  await remove(world.originals, key)
  expect(await stateOf(world, key)).toEqual({ state: 'gone' })
})

it('says what is archived', async () => {
  const { originals, ...world } = createWorld()
  await upload(originals, 'boat.jpg', await jpegOf(80, 60))
  const head = async (key: string) => {
    const there = await originals.head(key)
    return there && { ...there, isArchived: true }
  }
  expect(await stateOf({ ...world, originals: altered(originals, { head }) }, 'boat.jpg')).toEqual({
    state: 'archived',
    advice: expect.stringContaining('Restore'),
  })
})

it('tells of some at once, to its own page', async () => {
  const world = createWorld()
  await upload(world.originals, 'boat.jpg', await jpegOf(80, 60))
  const ask = (query: string, headers: Record<string, string> = {}) =>
    states(world).request(`http://localhost/_gallery/state${query}`, { headers: { host: 'localhost', ...headers } })
  const told = await ask('?key=boat.jpg&key=none.jpg&key=a//b.jpg&key=')
  expect([told.headers.get('cache-control'), await told.json()]).toEqual([
    'no-store',
    [
      { state: 'making', text: 'Uploaded, being made' },
      ...Array.from({ length: 3 }, () => ({ state: 'gone', text: 'It was deleted or moved since.' })),
    ],
  ])
  expect(await (await ask('')).json()).toEqual([])
  expect((await ask(`?${'key=boat.jpg&'.repeat(20)}`)).status).toBe(200)
  expect((await ask(`?${'key=boat.jpg&'.repeat(21)}`)).status).toBe(400)
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
    expect((await ask('?key=boat.jpg', headers)).status).toBe(403)
  }
})

it('says it in words', async () => {
  const advice = 'Do this.'
  expect(uploadText({ state: 'ready', bytes: 5_200_000, shown: { name: 'medium', bytes: 61_000 } })).toBe(
    'Ready: 5.2 MB in, 61.0 kB as medium.',
  )
  expect(uploadText({ state: 'ready', bytes: 5_200_000, shown: null })).toBe('Ready.')
  expect(uploadText({ state: 'failed', refusal: 'it is damaged', advice })).toBe('Failed: it is damaged. Do this.')
  expect(uploadText({ state: 'archived', advice })).toBe('Archived: Do this.')
})
