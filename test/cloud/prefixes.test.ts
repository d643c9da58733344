import { describe, expect, it } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import type { Cloud } from './cloud.ts'
import { worldwide } from './configs.ts'
import { useCloud } from './use.ts'
import { fromFunction, fromPrimary, gist, linkTo } from './viewer.ts'

const start = useCloud()
const SWEEP = 240_000
const PREFIXES = worldwide.prefixes!
const KEYS = PREFIXES.map((prefix) => `${prefix}boat.jpg`)
/** What is made in advance of each original. */
const MADE = 7

/** Beside the prefixes. The patterns of IAM, which take no letters beyond Latin-1, let the last four through. */
const OUTSIDE = [
  'boat.jpg',
  'photosets/boat.jpg',
  'ete/boat.jpg',
  'whatx/boat.jpg',
  'pictures/boat.jpg',
  'pictures/фотография/boat.jpg',
  'pictures/аааа/boat.jpg',
  'pictures/人人/boat.jpg',
  'pictures/ааа/boat.jpg',
  'xidx/boat.jpg',
]

async function uploadAll(cloud: Cloud, keys: readonly string[], width = 80): Promise<void> {
  const picture = await jpegOf(width, 60)
  for (const key of keys) await cloud.originals.put(key, picture)
}

async function removeAll(cloud: Cloud, keys: readonly string[]): Promise<void> {
  for (const key of keys) await cloud.originals.remove(key)
}

async function expectAll(cloud: Cloud, name: string, wanted: object): Promise<void> {
  for (const key of KEYS) expect(gist(await cloud.get(linkTo(name, key))), key).toEqual(wanted)
}

it('there are 33 of them, the most that one bucket can tell of', () => {
  expect(new Set(PREFIXES).size).toBe(33)
})

describe.each(['worldwide', 'bridged'] as const)('33 prefixes in ten scripts (%s)', (assembly) => {
  it('what is uploaded, replaced and deleted under each is made, purged and gone', async () => {
    const cloud = await start(assembly)
    await uploadAll(cloud, KEYS)
    await cloud.settle()
    expect((await cloud.processed.keys()).length).toBe(KEYS.length * MADE)
    await expectAll(cloud, 'medium', fromPrimary('image/jpeg'))

    await uploadAll(cloud, KEYS, 90)
    await cloud.settle()
    await expectAll(cloud, 'medium', fromPrimary('image/jpeg'))
    expect(new Set(cloud.invalidations.flatMap(({ items }) => items)).size).toBe(KEYS.length)

    await removeAll(cloud, KEYS)
    await cloud.settle()
    await expectAll(cloud, 'medium', { status: 404, from: 'fallback', type: expect.any(String), hasEtag: false })
    await cloud.advance(SWEEP)
    expect(await cloud.processed.keys()).toEqual([])
    expect(cloud.stack().queue.bodies()).toEqual([])
    expect(cloud.stack().deadLetters.bodies()).toEqual([])
  })
})

it('a picture that nobody has told of is made for the request, and a rollout takes up all of them', async () => {
  const cloud = await start('worldwide')
  cloud.events.hold()
  await uploadAll(cloud, [...KEYS, ...OUTSIDE], 400) // wider than a poster, which is stored as `medium` otherwise
  cloud.events.release(() => [])
  await expectAll(cloud, 'poster', fromFunction('image/jpeg'))
  const rollout = cloud.rollOut()
  await cloud.advance(2 * SWEEP)
  await rollout.done
  expect((await cloud.processed.keys()).length).toBe(KEYS.length * (MADE + 1))
})

describe('beside the prefixes', () => {
  it.each(['worldwide', 'bridged'] as const)('nobody is told of an upload (%s)', async (assembly) => {
    const cloud = await start(assembly)
    await uploadAll(cloud, OUTSIDE)
    await removeAll(cloud, OUTSIDE)
    expect(cloud.stack().queue.bodies()).toEqual([])
  })

  it('the edge refuses, and the function reads nothing even if somebody were told', async () => {
    const cloud = await start('worldwide')
    await uploadAll(cloud, OUTSIDE)
    const before = cloud.s3.exchanges.length
    for (const key of OUTSIDE) {
      expect(gist(await cloud.get(linkTo('medium', key))), key).toMatchObject({ status: 404, from: 'edge' })
      cloud.stack().queue.send(JSON.stringify({ key }))
    }
    await cloud.settle()
    const read = cloud.s3.exchanges.slice(before).filter(({ bucket }) => bucket === cloud.originals.name)
    expect(read).toEqual([])
    expect(await cloud.processed.keys()).toEqual([])
  })
})
