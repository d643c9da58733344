import { renameSync } from 'node:fs'
import { chmod, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { openFolderStore } from '../../../src/stores/folder.ts'
import { describedBy } from '../../../src/stores/folder/user-metadata.ts'
import { readAll, type Store } from '../../../src/stores/store.ts'
import { keysOf, md5, object, read } from '../objects.ts'
import { everythingIn, makeFolder } from './folders.ts'

const KEY = 'holiday/boat.jpg'
const FOCUS = '{ "focus": "0.3,0.7" }'

describe('metadata beside a file', () => {
  let root: string
  let store: Store
  let beside: string
  let reports: string[]

  beforeEach(async () => {
    const base = await makeFolder()
    root = join(base, 'root')
    reports = []
    await mkdir(join(root, 'holiday'), { recursive: true })
    await writeFile(join(root, KEY), 'a boat')
    beside = join(root, `${KEY}.meta.json`)
    store = await openFolderStore({
      root,
      metadata: join(base, 'metadata'),
      temporary: join(base, 'temporary'),
      ownership: 'shared',
      report: (fault) => reports.push(String(fault)),
    })
  })

  async function metadata() {
    return (await store.head(KEY))?.metadata
  }

  async function metadataOfGet(key = KEY) {
    const { body, metadata } = (await store.get(key))!
    await body.cancel()
    return metadata
  }

  test('is the user metadata of the object', async () => {
    const before = (await store.head(KEY))!
    await writeFile(beside, '{ "focus": "0.3,0.7", "by": "me" }')
    const after = { ...before, metadata: { focus: '0.3,0.7', by: 'me' } }
    expect(await store.head(KEY)).toEqual(after)
    const { body, isYoung: _, ...head } = (await store.get(KEY))!
    expect(head).toEqual(after)
    expect(Buffer.from(await readAll(body)).toString()).toBe('a boat')
    expect(reports).toEqual([])
  })

  test('is an object of its own, which is written only over what was seen', async () => {
    const key = `${KEY}.meta.json`
    const before = (await store.head(KEY))!
    const written = (text: string) => ({ body: Buffer.from(text), contentType: 'application/json', metadata: {} })
    const first = await store.put(key, written(FOCUS), 'absent')
    expect(await metadata()).toEqual({ focus: '0.3,0.7' })
    expect((await store.head(KEY))?.etag).toBe(before.etag)
    expect(await store.put(key, written('{}'), 'absent')).toBeNull()
    await writeFile(beside, '{ "by": "hand" }')
    expect(await store.put(key, written('{}'), { etag: first! })).toBeNull()
    expect(await store.delete(key, first!)).toBe(false)
    expect(await metadata()).toEqual({ by: 'hand' })
    const { etag } = (await store.head(key))!
    const both = ['{ "focus": "0,0" }', '{ "focus": "1,1" }'].map((text) => store.put(key, written(text), { etag }))
    expect((await Promise.all(both)).filter((one) => one !== null)).toHaveLength(1)
    expect(await store.delete(key, (await store.head(key))!.etag)).toBe(true)
    expect(await metadata()).toEqual({})
    expect(await everythingIn(root)).toEqual(['holiday', KEY])
  })

  test('is read anew each time, however soon it changes', async () => {
    for (let round = 0; round < 20; round += 1) {
      await writeFile(beside, `{"focus":"0.${round % 10},0"}`)
      expect(await metadata()).toEqual({ focus: `0.${round % 10},0` })
    }
    await rename(beside, `${beside}.old`)
    expect(await metadata()).toEqual({})
    await rename(`${beside}.old`, beside)
    expect(await metadata()).toEqual({ focus: '0.9,0' })
    await rm(beside)
    expect(await metadataOfGet()).toEqual({})
  })

  test('is an object of its own, too, and nothing but the metadata in a listing', async () => {
    const [before] = await Array.fromAsync(store.list())
    expect(before).toMatchObject({ metadata: {} })
    await writeFile(beside, FOCUS)
    const [after] = await Array.fromAsync(store.list())
    expect(after).toEqual({ ...before, metadata: await metadata() })
    expect(after).not.toEqual(before)
    expect(await keysOf(store)).toEqual([KEY, `${KEY}.meta.json`])
    expect(await read(store, `${KEY}.meta.json`)).toBe(FOCUS)
  })

  test('alone makes no object', async () => {
    await rename(join(root, KEY), join(root, 'elsewhere.jpg'))
    await writeFile(beside, FOCUS)
    expect(await store.head(KEY)).toBeNull()
    expect(await store.get(KEY)).toBeNull()
  })

  test('comes before what was put with the object, and stays when that goes', async () => {
    await writeFile(join(root, 'put.jpg.meta.json'), FOCUS)
    await store.put('put.jpg', object('ours', { metadata: { focus: '0,0', by: 'us' } }), 'absent')
    expect((await store.head('put.jpg'))!.metadata).toEqual({ focus: '0.3,0.7', by: 'us' })
    expect(await metadataOfGet('put.jpg')).toEqual({ focus: '0.3,0.7', by: 'us' })
    expect(await store.delete('put.jpg', md5('ours'))).toBe(true)
    expect(await everythingIn(root)).toContain('put.jpg.meta.json')
  })

  test('may be as large as user metadata on S3, begin with a byte order mark and say nothing', async () => {
    await writeFile(beside, FOCUS.padEnd(2048))
    expect(await metadata()).toEqual({ focus: '0.3,0.7' })
    await writeFile(beside, `\uFEFF${FOCUS}`)
    expect(await metadata()).toEqual({ focus: '0.3,0.7' })
    await writeFile(beside, '{}')
    expect(await metadata()).toEqual({})
    expect(reports).toEqual([])
  })

  test.each([
    ['empty', ''],
    ['no JSON', 'focus: 0.3,0.7'],
    ['cut off', FOCUS.slice(0, -3)],
    ['a string', '"0.3,0.7"'],
    ['null', 'null'],
    ['an array', '["0.3,0.7"]'],
    ['an empty array', '[]'],
    ['an object of numbers', '{ "focus": 0.5 }'],
    ['an object of objects', '{ "focus": { "x": "0.3", "y": "0.7" } }'],
    ['in part no string', '{ "focus": "0.3,0.7", "rating": 5 }'],
    ['no ASCII', '{ "by": "André" }'],
    ['of several lines', String.raw`{ "focus": "0.3,\n0.7" }`],
    ['in upper case', '{ "Focus": "0.3,0.7" }'],
    ['nested deep', '['.repeat(2000)],
  ])('that is %s is none, and told of once', async (_what, content) => {
    await writeFile(beside, content)
    expect(await metadata()).toEqual({})
    expect(await metadataOfGet()).toEqual({})
    expect(reports).toEqual([
      `Error: ${KEY}.meta.json is not used: it must be a JSON object of plain ASCII strings, its names in lower case`,
    ])
  })

  test.each([2049, 100_000])('of %i bytes is none, and told of once', async (size) => {
    await writeFile(beside, FOCUS.padEnd(size))
    expect([await metadata(), await metadata()]).toEqual([{}, {}])
    expect(reports).toEqual([`Error: ${KEY}.meta.json is not used: it is larger than 2048 bytes`])
  })

  test('that may not be read is none, and told of once', async () => {
    await writeFile(beside, FOCUS)
    await chmod(beside, 0)
    await chmod(join(root, '..'), 0o755)
    const found = await asNobody(async () => [await metadata(), await metadataOfGet()])
    expect(found).toEqual([{}, {}])
    expect(reports).toEqual([`Error: ${KEY}.meta.json is not used: it may not be read`])
    await chmod(beside, 0o644)
    expect(await metadata()).toEqual({ focus: '0.3,0.7' })
    await chmod(beside, 0)
    expect([await asNobody(metadata), reports.length]).toEqual([{}, 2])
  })

  test('leaves no file open', async () => {
    const before = (await readdir('/dev/fd')).length
    for (const content of [FOCUS, 'no', FOCUS.padEnd(100_000)]) {
      await writeFile(beside, content)
      for (let round = 0; round < 10; round += 1) await metadata()
    }
    expect((await readdir('/dev/fd')).length).toBeLessThan(before + 10)
  })

  test('is told of again when it was changed in vain, or spoilt again', async () => {
    await writeFile(beside, 'no')
    expect([await metadata(), await metadata(), reports.length]).toEqual([{}, {}, 1])
    await writeFile(beside, 'no, really')
    expect([await metadata(), await metadata(), reports.length]).toEqual([{}, {}, 2])
    await writeFile(beside, FOCUS)
    expect([await metadata(), reports.length]).toEqual([{ focus: '0.3,0.7' }, 2])
    await writeFile(beside, 'no')
    expect([await metadata(), await metadata(), reports.length]).toEqual([{}, {}, 3])
  })

  test('that is just being written over is waited for', async () => {
    await writeFile(beside, '')
    await writeFile(`${beside}.new`, FOCUS)
    await sleep(50) // a picture that has just changed is itself waited for
    const found = metadata()
    setTimeout(() => renameSync(`${beside}.new`, beside), 10)
    expect(await found).toEqual({ focus: '0.3,0.7' })
    expect(reports).toEqual([])
  })

  test.each([
    ['a folder', () => mkdir(beside)],
    ['a link to a file', () => linkTo('link')],
    ['a link to nothing', () => symlink(join(root, 'nothing'), beside)],
    ['a link to itself', () => symlink(beside, beside)],
  ])('is not what %s is', async (_what, make) => {
    await make()
    expect(await metadata()).toEqual({})
    expect(await metadataOfGet()).toEqual({})
    expect(reports).toEqual([])
  })

  test('is none where its name would be too long', async () => {
    const key = `${'x'.repeat(250)}.jpg`
    await writeFile(join(root, key), 'a boat')
    expect((await store.head(key))!.metadata).toEqual({})
  })

  async function linkTo(name: string): Promise<void> {
    await writeFile(join(root, name), FOCUS)
    await symlink(join(root, name), beside)
  }
})

test.each([
  ['boat.jpg.meta.json', 'boat.jpg'],
  ['holiday/boat.jpg.meta.json', 'holiday/boat.jpg'],
  ['boat.jpg.meta.json.meta.json', 'boat.jpg.meta.json'],
  ['boat.jpg', null],
  ['boat.jpg.META.JSON', null],
  ['boat.jpg.meta.json/boat.jpg', null],
  ['.meta.json', null],
  ['holiday/.meta.json', null],
  ['', null],
])('of the names, %j says something of %j', (path, described) => {
  expect(describedBy(path)).toBe(described)
})

test('a folder that is ours alone has no metadata beside its files', async () => {
  const base = await makeFolder()
  const at = { root: join(base, 'root'), metadata: join(base, 'metadata'), temporary: join(base, 'temporary') }
  const store = await openFolderStore({ ...at, ownership: 'owned' })
  await store.put('boat.jpg', object('ours'), 'absent')
  await writeFile(join(at.root, 'boat.jpg.meta.json'), FOCUS)
  expect((await store.head('boat.jpg'))!.metadata).toEqual({})
})

/** Does a task as a user who, unlike root, may not read every file. */
async function asNobody<T>(task: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return task()
  process.seteuid!(65534)
  try {
    return await task()
  } finally {
    process.seteuid!(0)
  }
}
