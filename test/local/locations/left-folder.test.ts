import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { reconcile } from '../../../src/core/reconcile.ts'
import { watchFolder } from '../../../src/local/locations/watch.ts'
import { createLookBelow } from '../../../src/local/work/look-below.ts'
import { createLocalQueue } from '../../../src/local/work/queue.ts'
import { printPath } from '../../../src/path.ts'
import { openFolderStore } from '../../../src/stores/folder.ts'
import { createWorld, keysOf, upload } from '../../world.ts'
import { eventually, folders } from '../running.ts'

/** A folder that is watched, and what is stored of it; `between` is called with each name in it before that is looked at. */
async function watched(between: (name: string) => void) {
  const { root, originals, data } = await folders()
  const world = createWorld(
    {},
    {
      originals: await openFolderStore({
        root: originals,
        metadata: join(data, 'metadata'),
        temporary: join(data, 'temporary'),
        ownership: 'shared',
      }),
    },
  )
  const report = (fault: unknown) => expect.fail(String(fault))
  const queue = createLocalQueue({ run: (message) => reconcile(world, message), atOnce: 2, report })
  const stopping = new AbortController()
  const below = createLookBelow({ ...world, queue }, { report, signal: stopping.signal })
  const watcher = await watchFolder({
    folder: originals,
    ignored: [],
    skips(name) {
      between(name)
      return false
    },
    changed: (key) => void queue.send({ key }),
    changedBelow: below.look,
    report,
  })
  onTestFinished(async () => {
    stopping.abort()
    await watcher.close()
    await below.ended()
    await queue.close()
  })
  /** As if it had been read a moment ago. */
  const store = (key: string) => void upload(world.processed, printPath('medium', key), Buffer.from('picture'))
  return { root, originals, store, stored: () => keysOf(world.processed) }
}

it('what was read of a folder that came and went before it was listed is gone', async () => {
  let isAway = false
  const { root, originals, store, stored } = await watched((name) => {
    if (name !== 'er' || isAway) return
    isAway = true
    store('deep/er/a.jpg')
    renameSync(join(originals, 'deep/er'), join(root, 'away'))
  })
  mkdirSync(join(root, 'deep/er'), { recursive: true })
  writeFileSync(join(root, 'deep/er/a.jpg'), 'x')
  renameSync(join(root, 'deep'), join(originals, 'deep'))
  await eventually(
    async () => isAway,
    (isAway) => isAway,
  )
  expect(await eventually(stored, (keys) => keys.length === 0)).toEqual([])
})

it('what was read of a folder that came and went before it was looked at is gone', async () => {
  let isAway = false
  const { root, originals, store, stored } = await watched((name) => {
    if (name !== 'er' || isAway) return
    isAway = true
    store('er/a.jpg')
    rmSync(join(originals, 'er'), { recursive: true })
  })
  mkdirSync(join(root, 'er'))
  writeFileSync(join(root, 'er/a.jpg'), 'x')
  renameSync(join(root, 'er'), join(originals, 'er'))
  await eventually(
    async () => isAway,
    (isAway) => isAway,
  )
  expect(await eventually(stored, (keys) => keys.length === 0)).toEqual([])
})

it('what was read of a folder and went before the folder was watched is gone', async () => {
  let isGone = false
  const { root, originals, store, stored } = await watched((name) => {
    if (name !== 'er' || isGone) return
    isGone = true
    store('deep/er/a.jpg')
    rmSync(join(originals, 'deep/er/a.jpg'))
  })
  mkdirSync(join(root, 'deep/er'), { recursive: true })
  writeFileSync(join(root, 'deep/er/a.jpg'), 'x')
  renameSync(join(root, 'deep'), join(originals, 'deep'))
  await eventually(
    async () => isGone,
    (isGone) => isGone,
  )
  expect(await eventually(stored, (keys) => keys.length === 0)).toEqual([])
})
