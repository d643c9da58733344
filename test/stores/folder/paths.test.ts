import { execFileSync } from 'node:child_process'
import { lstat, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type FolderStoreOptions, openFolderStore } from '../../../src/stores/folder.ts'
import { keysOf, md5, object, put, read } from '../objects.ts'
import { everythingIn, makeFolder, type Opened, openFolders } from './folders.ts'

describe.each<FolderStoreOptions['ownership']>(['owned', 'shared'])('a folder that is %s', (ownership) => {
  let at: Opened
  let outside: string

  beforeEach(async () => {
    at = await openFolders(ownership)
    outside = await makeFolder()
    await writeFile(join(outside, 'secret.jpg'), 'secret')
  })

  /** What can be seen of a key that cannot be an object's. */
  async function sight(key: string) {
    return {
      head: await at.store.head(key),
      get: await at.store.get(key),
      deleted: await at.store.delete(key, md5('secret')),
      list: await keysOf(at.store),
      below: await keysOf(at.store, { prefix: `${key}/` }),
      put: await at.store.put(key, object('new'), 'absent').catch((error: unknown) => error),
    }
  }
  const nothing = { head: null, get: null, deleted: false, list: [], below: [], put: expect.any(Error) }

  test.each([
    '',
    '/',
    '/secret.jpg',
    '..',
    '../outside/secret.jpg',
    'a/../../outside/secret.jpg',
    './boat.jpg',
    'a//boat.jpg',
    'a/',
    'a\0.jpg',
    'a\uD83D.jpg',
  ])('has nothing under %j', async (key) => {
    await rename(outside, join(at.root, '../outside'))
    await mkdir(outside)
    expect(await sight(key)).toEqual(nothing)
  })

  test('has nothing under an absolute path', async () => {
    expect(await sight(join(outside, 'secret.jpg'))).toEqual(nothing)
  })

  test.each([
    ['a link to a file', async () => symlink(join(outside, 'secret.jpg'), join(at.root, 'link'))],
    ['a link to nothing', async () => symlink(join(outside, 'nothing'), join(at.root, 'link'))],
    ['a link to itself', async () => symlink('link', join(at.root, 'link'))],
    ['a link to a folder', async () => symlink(outside, join(at.root, 'link'))],
    ['a pipe', async () => execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', join(at.root, 'link')])],
    ['a socket', async () => listenOn(join(at.root, 'link'))],
  ])('has nothing where %s is', async (_what, make) => {
    await make()
    expect(await sight('link')).toEqual(nothing)
    expect((await lstat(join(at.root, 'link'))).isFile()).toBe(false)
  })

  test.each([
    ['elsewhere', () => symlink(outside, join(at.root, 'link'))],
    ['in a circle', () => symlink('link', join(at.root, 'link'))],
    ['nowhere', () => symlink(join(outside, 'none'), join(at.root, 'link'))],
  ])('has nothing behind a link that leads %s', async (_where, make) => {
    await make()
    expect(await sight('link/secret.jpg')).toEqual(nothing)
    expect(await sight('link/new/new.jpg')).toEqual(nothing)
    expect(await everythingIn(outside)).toEqual(['secret.jpg'])
    expect(await readFile(join(outside, 'secret.jpg'), 'utf8')).toBe('secret')
  })

  test('has one key for a file, and a link is no other', async () => {
    await put(at.store, 'a/boat.jpg', 'a boat')
    await symlink('a', join(at.root, 'b'))
    await symlink('boat.jpg', join(at.root, 'a/ship.jpg'))
    expect(await keysOf(at.store)).toEqual(['a/boat.jpg'])
    for (const key of ['b/boat.jpg', 'a/ship.jpg', 'A/boat.jpg', 'a/Boat.jpg']) {
      expect(await at.store.head(key), key).toBeNull()
      expect(await at.store.get(key), key).toBeNull()
    }
  })

  test('has nothing where a folder is, and leaves alone what is in it', async () => {
    await put(at.store, 'a/boat.jpg', 'a boat')
    expect(await at.store.head('a')).toBeNull()
    expect(await at.store.get('a')).toBeNull()
    expect(await at.store.delete('a', md5(''))).toBe(false)
    await expect(at.store.put('a', object('new'), 'absent')).rejects.toThrow(/in the way/)
    await expect(at.store.put('a/boat.jpg/b', object('new'), 'absent')).rejects.toThrow(/in the way/)
    expect(await at.store.head('a/boat.jpg/b')).toBeNull()
    expect(await read(at.store, 'a/boat.jpg')).toBe('a boat')
    expect(await everythingIn(at.temporary)).toEqual([])
  })

  test('puts an object where folders were left with nothing in them', async () => {
    await mkdir(join(at.root, 'a/b/c'), { recursive: true })
    await put(at.store, 'a', 'a boat')
    expect(await read(at.store, 'a')).toBe('a boat')
  })

  test('may be named by a link itself', async () => {
    const link = join(outside, 'link')
    await symlink(at.root, link)
    const store = await openFolderStore({ ...at, root: link, ownership })
    await put(store, 'a/boat.jpg', 'a boat')
    expect(await read(store, 'a/boat.jpg')).toBe('a boat')
    expect(await keysOf(store)).toEqual(['a/boat.jpg'])
    await expect(store.answers()).resolves.toBeUndefined()
  })

  test.each([
    ['is gone', async () => {}],
    [
      'is another one',
      async () => {
        await mkdir(at.root)
        await writeFile(join(at.root, 'other.jpg'), 'not ours')
      },
    ],
    ['was moved and linked to', () => symlink(`${at.root}-moved`, at.root)],
    ['is a file', () => writeFile(at.root, '')],
  ])('does not answer, list or take anything when it %s', async (_what, make) => {
    await put(at.store, 'boat.jpg', 'a boat')
    await rename(at.root, `${at.root}-moved`)
    await make()
    await expect(at.store.answers()).rejects.toThrow(at.root)
    await expect(at.store.list()[Symbol.asyncIterator]().next()).rejects.toThrow(at.root)
    await expect(at.store.put('new.jpg', object('new'), 'absent')).rejects.toThrow(at.root)
    await rm(at.root, { force: true, recursive: true })
    await rename(`${at.root}-moved`, at.root)
    await expect(at.store.answers()).resolves.toBeUndefined()
    expect(await read(at.store, 'boat.jpg')).toBe('a boat')
  })

  test('says so when it goes away while it is being listed', async () => {
    for (const key of ['a/1', 'b/1']) await put(at.store, key, key)
    await expect(async () => {
      for await (const _ of at.store.list()) await rename(at.root, `${at.root}-moved`)
    }).rejects.toThrow(at.root)
  })
})

describe('a folder that others fill', () => {
  test('must be there', async () => {
    const base = await makeFolder()
    const options = { metadata: join(base, 'm'), temporary: join(base, 't'), ownership: 'shared' } as const
    await expect(openFolderStore({ ...options, root: join(base, 'images') })).rejects.toThrow(join(base, 'images'))
    await writeFile(join(base, 'file'), '')
    await expect(openFolderStore({ ...options, root: join(base, 'file') })).rejects.toThrow(join(base, 'file'))
  })

  test('has nothing under the names that it was told to ignore', async () => {
    const at = await openFolders('shared', ['.data', 'a/b'])
    for (const path of ['.data/x', 'a/b/x', 'a/b2', '.data2']) {
      await mkdir(join(at.root, path, '..'), { recursive: true })
      await writeFile(join(at.root, path), 'a boat')
    }
    expect(await keysOf(at.store)).toEqual(['.data2', 'a/b2'])
    expect(await keysOf(at.store, { prefix: '.data/' })).toEqual([])
    for (const key of ['.data/x', 'a/b/x', 'a/b']) {
      expect(await at.store.head(key)).toBeNull()
      expect(await at.store.get(key)).toBeNull()
      await expect(at.store.put(key, object('new'), 'absent')).rejects.toThrow(/no file can have the key/)
    }
  })

  test('has none of its own metadata among its objects', async () => {
    const root = await makeFolder()
    const folders = { metadata: join(root, '.data/metadata'), temporary: join(root, '.data/temporary') }
    const store = await openFolderStore({ root, ...folders, ownership: 'shared' })
    await put(store, 'boat.jpg', 'a boat')
    await writeFile(join(folders.temporary, 'x'), '')
    expect(await keysOf(store)).toEqual(['boat.jpg'])
  })

  test('does not ignore all of itself when it lies in a folder that is to be ignored', async () => {
    const base = await makeFolder()
    const folders = { root: join(base, 'images'), metadata: join(base, 'm'), temporary: join(base, 't') }
    await mkdir(folders.root)
    const store = await openFolderStore({ ...folders, ownership: 'shared', ignore: [base] })
    await put(store, 'boat.jpg', 'a boat')
    expect(await keysOf(store)).toEqual(['boat.jpg'])
  })

  test('has nothing under a name that is too long, and says so when it is to be put', async () => {
    const at = await openFolders('shared')
    const key = `a/${'x'.repeat(256)}`
    expect(await at.store.head(key)).toBeNull()
    expect(await at.store.get(key)).toBeNull()
    await expect(at.store.put(key, object(''), 'absent')).rejects.toThrow(/ENAMETOOLONG/)
    for (const folder of [at.root, at.metadata, at.temporary]) expect(await everythingIn(folder)).toEqual([])
    await put(at.store, 'x'.repeat(255), 'a boat')
    expect(await read(at.store, 'x'.repeat(255))).toBe('a boat')
  })

  test('lists nothing behind a link, however long that has been there', async () => {
    const at = await openFolders('shared')
    const outside = await makeFolder()
    await writeFile(join(outside, 'secret.jpg'), 'secret')
    await symlink(outside, join(at.root, 'link'))
    await sleep(50) // a file that has just changed is looked at more carefully
    expect(await keysOf(at.store)).toEqual([])
    expect(await keysOf(at.store, { prefix: 'link/' })).toEqual([])
  })

  test('lists no file whose name is not UTF-8', async () => {
    const at = await openFolders('shared')
    await writeFile(Buffer.concat([Buffer.from(`${at.root}/`), Buffer.from([0x66, 0xfc])]), '')
    await writeFile(join(at.root, 'f\uFFFD'), '') // what a careless reader takes the other for
    expect(await keysOf(at.store)).toEqual(['f\uFFFD'])
  })
})

async function listenOn(path: string): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(path, resolve))
  onTestFinished(() => {
    server.close()
  })
}

test('leaves out of its listings what it is told to skip, with all that is in it', async () => {
  const at = await openFolders('shared')
  for (const path of ['.a/x', 'b/.c', 'b/d', 'b/e/.f/g', 'h.']) {
    await mkdir(join(at.root, path, '..'), { recursive: true })
    await writeFile(join(at.root, path), 'x')
  }
  const store = await openFolderStore({ ...at, ownership: 'shared', skips: (name) => name.startsWith('.') })
  expect(await keysOf(store)).toEqual(['b/d', 'h.'])
  expect(await keysOf(store, { prefix: 'b/' })).toEqual(['b/d'])
})
