import { execFileSync } from 'node:child_process'
import { link, mkdir, readdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { keysOf, md5, object, put, read } from '../objects.ts'
import { everythingIn, type Opened, openFolders } from './folders.ts'

const KEY = 'medium/boat.jpg'
const NOTHING = { head: null, get: null, list: [], deleted: false }

describe('a folder of our own', () => {
  let at: Opened
  let file: string

  beforeEach(async () => {
    at = await openFolders('owned')
    file = join(at.root, KEY)
  })

  /** What can be seen of the key, whichever way one looks. */
  async function sight() {
    return {
      head: await at.store.head(KEY),
      get: await at.store.get(KEY),
      list: await keysOf(at.store),
      deleted: await at.store.delete(KEY, md5('old')),
    }
  }

  async function sidecar(): Promise<string> {
    const names = await readdir(at.metadata, { recursive: true })
    const found = names.filter((name) => name.endsWith('.json'))
    expect(found).toHaveLength(1)
    return join(at.metadata, found[0]!)
  }

  test('has every body as a plain file, and nothing else', async () => {
    await put(at.store, KEY, 'a boat')
    expect(await everythingIn(at.root)).toEqual(['medium', 'medium/boat.jpg'])
    expect(execFileSync('cat', [file], { encoding: 'utf8' })).toBe('a boat')
  })

  test('keeps everything for the next process', async () => {
    await at.store.put(KEY, object('a boat', { metadata: { source: '1' }, cacheControl: 'no-cache' }), 'absent')
    const head = await at.store.head(KEY)
    expect(await (await at.reopen()).head(KEY)).toEqual(head)
    expect(head).toMatchObject({ etag: md5('a boat'), metadata: { source: '1' }, cacheControl: 'no-cache' })
  })

  test('still knows its files when they were copied to another disk with their times', async () => {
    await put(at.store, KEY, 'a boat')
    for (const folder of [at.root, at.metadata]) {
      execFileSync('cp', ['-pR', folder, `${folder}-copy`])
      await rm(folder, { recursive: true })
      await rename(`${folder}-copy`, folder)
    }
    expect(await read(await at.reopen(), KEY)).toBe('a boat')
  })

  test('takes a file that another program put there for nothing, and may replace it', async () => {
    await mkdir(join(at.root, 'medium'))
    await writeFile(file, 'foreign')
    expect(await sight()).toEqual(NOTHING)
    await put(at.store, KEY, 'ours')
    expect(await read(at.store, KEY)).toBe('ours')
  })

  test('takes metadata without a file for nothing', async () => {
    await put(at.store, KEY, 'old')
    await rm(file)
    expect(await sight()).toEqual(NOTHING)
    await put(at.store, KEY, 'new')
    expect(await read(at.store, KEY)).toBe('new')
  })

  test('takes a file whose metadata was lost for nothing', async () => {
    await put(at.store, KEY, 'old')
    await rm(await sidecar())
    expect(await sight()).toEqual(NOTHING)
    await put(at.store, KEY, 'new')
    expect(await read(at.store, KEY)).toBe('new')
  })

  test.each(['', '{', '{"key":"medium/boat.jpg"}', '\0\0\0\0'])('takes spoilt metadata for none: %j', async (text) => {
    await put(at.store, KEY, 'old')
    await writeFile(await sidecar(), text)
    expect(await sight()).toEqual(NOTHING)
  })

  test('does not take the metadata of another key', async () => {
    await put(at.store, KEY, 'old')
    const text = execFileSync('cat', [await sidecar()], { encoding: 'utf8' })
    await writeFile(await sidecar(), text.replace('boat', 'coat'))
    expect(await sight()).toEqual(NOTHING)
  })

  test('notices a file that another program altered, by its size', async () => {
    await put(at.store, KEY, 'old')
    execFileSync('cp', ['-p', file, `${at.root}-before`])
    await writeFile(file, 'longer')
    execFileSync('touch', ['-r', `${at.root}-before`, file])
    expect(await sight()).toEqual(NOTHING)
  })

  test('notices a file that another program altered, by its time', async () => {
    await put(at.store, KEY, 'old')
    await writeFile(file, 'odd')
    await utimes(file, 1, 1) // the clock of some kernels stands still for some ms
    expect(await sight()).toEqual(NOTHING)
    await put(at.store, KEY, 'new')
    expect(await read(at.store, KEY)).toBe('new')
  })

  test('notices a file that was altered and has its size and time still, when it is read; it is not looked at after', async () => {
    const etag = await put(at.store, KEY, 'old')
    execFileSync('cp', ['-p', file, `${at.root}-before`])
    await writeFile(file, 'odd')
    execFileSync('touch', ['-r', `${at.root}-before`, file])
    expect((await at.store.head(KEY))?.etag).toBe(etag)
    expect(await at.store.get(KEY)).toBeNull()
    expect(await sight()).toEqual(NOTHING)
    await put(at.store, KEY, 'new')
    expect(await read(at.store, KEY)).toBe('new')
  })

  test.each([
    ['the new one', 'new'],
    ['the old one', 'old'],
  ])('after a crash between its two steps a replacement has %s whole', async (_which, text) => {
    const old = await at.store.put(KEY, object('old', { metadata: { text: 'old' } }), 'absent')
    await link(file, `${file}.before`)
    await at.store.put(KEY, object('new', { metadata: { text: 'new' } }), { etag: old! })
    if (text === 'old') await rename(`${file}.before`, file)
    const store = await at.reopen()
    expect(await store.head(KEY)).toMatchObject({ etag: md5(text), metadata: { text } })
    expect(await read(store, KEY)).toBe(text)
    expect(await store.put(KEY, object('next'), { etag: md5(text) })).toBe(md5('next'))
    expect(await read(store, KEY)).toBe('next')
  })

  test('leaves no folder behind when the last object is deleted', async () => {
    for (const key of ['a/b/c/1', 'a/b/2', 'a/3', '4']) await put(at.store, key, key)
    await at.store.delete('a/b/c/1', md5('a/b/c/1'))
    expect(await everythingIn(at.root)).toEqual(['4', 'a', 'a/3', 'a/b', 'a/b/2'])
    for (const key of ['a/b/2', 'a/3', '4']) expect(await at.store.delete(key, md5(key))).toBe(true)
    for (const folder of [at.root, at.metadata, at.temporary]) expect(await everythingIn(folder)).toEqual([])
  })

  test('keeps a folder in which another program has something', async () => {
    await put(at.store, KEY, 'old')
    await writeFile(join(at.root, 'medium/note.txt'), 'mine')
    await at.store.delete(KEY, md5('old'))
    expect(await everythingIn(at.root)).toEqual(['medium', 'medium/note.txt'])
  })

  test.each([
    ['a folder', (path: string) => mkdir(path)],
    ['a link in a circle', (path: string) => symlink(path, path)],
  ])('does not take for absence that it cannot know: %s in the place of its metadata', async (_what, make) => {
    await put(at.store, KEY, 'old')
    const path = await sidecar()
    await rm(path)
    await make(path)
    await expect(at.store.head(KEY)).rejects.toThrow(/EISDIR|ELOOP/)
    await expect(at.store.get(KEY)).rejects.toThrow(/EISDIR|ELOOP/)
    await expect(at.store.delete(KEY, md5('old'))).rejects.toThrow(/EISDIR|ELOOP/)
    await expect(at.store.put(KEY, object('new'), 'absent')).rejects.toThrow(/EISDIR|ELOOP/)
    await expect(keysOf(at.store)).rejects.toThrow(/EISDIR|ELOOP/)
    expect(execFileSync('cat', [file], { encoding: 'utf8' })).toBe('old')
  })
})
