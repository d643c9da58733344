import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import type { Ports } from '../../../src/core/ports.ts'
import { PlaceFault } from '../../../src/errors.ts'
import { createLookBelow } from '../../../src/local/work/look-below.ts'
import { escapeKey, printPath } from '../../../src/path.ts'
import { altered, createWorld, upload } from '../../world.ts'
import { eventually } from '../running.ts'

const PICTURE = Buffer.from('picture')

function world() {
  const { sent, ...ports } = createWorld()
  return { ports, keys: () => sent.map(({ message }) => message.key) }
}

function looking(ports: Ports) {
  const faults: unknown[] = []
  const stopping = new AbortController()
  onTestFinished(() => stopping.abort())
  const below = createLookBelow(ports, {
    report: (fault) => faults.push(fault),
    firstPause: 10,
    signal: stopping.signal,
  })
  const end = () => {
    stopping.abort()
    return below.ended()
  }
  return { below, faults, end }
}

const stored = (ports: Ports, name: string, key: string) => upload(ports.processed, printPath(name, key), PICTURE)

it('what is stored below a path and has no original is looked at, once, and nothing else', async () => {
  const { ports, keys } = world()
  for (const name of ['medium', 'webp']) await stored(ports, name, 'a/été/gone.jpg')
  await stored(ports, 'info', 'a/été/deep/gone.jpg')
  await upload(ports.errors, escapeKey('a/été/broken.jpg'), PICTURE)
  await upload(ports.originals, 'a/été/there.jpg', PICTURE)
  for (const key of ['a/été/there.jpg', 'a/étés/gone.jpg', 'a/gone.jpg', 'été/gone.jpg', 'a/été']) {
    await stored(ports, 'medium', key)
  }
  const { below, faults } = looking(ports)
  below.look('a/été')
  await below.ended()
  expect(keys().toSorted()).toEqual(['a/été/broken.jpg', 'a/été/deep/gone.jpg', 'a/été/gone.jpg'])
  expect(faults).toEqual([])
})

it('below a path that no key can begin with there is nothing to look at', async () => {
  const { ports, keys } = world()
  const { below, faults } = looking(ports)
  for (const path of ['', 'a//b', 'x'.repeat(2000), '\uD800']) below.look(path)
  await below.ended()
  expect([keys(), faults]).toEqual([[], []])
})

it('originals that cannot be seen are not gone', async () => {
  const { ports, keys } = world()
  for (const key of ['a/closed/b.jpg', 'a/gone.jpg']) await stored(ports, 'medium', key)
  const originals = altered(ports.originals, {
    async head(key) {
      if (key.includes('closed')) throw new PlaceFault('unreadable', 'a/closed', 'EACCES', 'permission denied')
      return null
    },
  })
  const { below, faults } = looking({ ...ports, originals })
  below.look('a')
  await below.ended()
  expect([keys(), faults]).toEqual([['a/gone.jpg'], []])
})

it('looks until there is an answer', async () => {
  const { ports, keys } = world()
  await stored(ports, 'medium', 'a/gone.jpg')
  const fault = new PlaceFault('away', 'pictures', 'ENOENT', 'the folder is not there')
  let isAway = true
  const originals = altered(ports.originals, {
    async head(key) {
      if (isAway) throw fault
      return ports.originals.head(key)
    },
  })
  const { below, faults } = looking({ ...ports, originals })
  below.look('a')
  await eventually(
    async () => faults,
    (faults) => faults.length >= 2,
  )
  isAway = false
  await below.ended()
  expect([keys(), faults[0]]).toEqual([['a/gone.jpg'], fault])
})

it('what is asked for again while it is looked at is looked at again', async () => {
  const { ports, keys } = world()
  await stored(ports, 'medium', 'a/gone.jpg')
  let asked = 0
  const originals = altered(ports.originals, {
    async head() {
      asked += 1
      if (asked > 1) return null
      below.look('a')
      return { etag: '', size: 0, contentType: undefined, cacheControl: undefined, metadata: {} }
    },
  })
  const { below } = looking({ ...ports, originals })
  below.look('a')
  await below.ended()
  expect([asked, keys()]).toEqual([2, ['a/gone.jpg']])
})

it('ends when it is told to, also where nothing answers', async () => {
  const { ports, keys } = world()
  await stored(ports, 'medium', 'a/gone.jpg')
  const originals = altered(ports.originals, { head: () => Promise.reject(new Error('no answer')) })
  const { below, faults, end } = looking({ ...ports, originals })
  below.look('a')
  await eventually(
    async () => faults,
    (faults) => faults.length > 0,
  )
  await end()
  const before = faults.length
  below.look('a')
  await sleep(30)
  expect([keys(), faults.length]).toEqual([[], before])
})
