import { fstatSync } from 'node:fs'
import { appendFile, mkdir, readdir, rename, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { Changed } from '../../../src/errors.ts'
import { readAll, type StoredObject } from '../../../src/stores/store.ts'
import { md5, object, put, read } from '../objects.ts'
import { everythingIn, type Opened, openFolders } from './folders.ts'

describe('a folder that others fill', () => {
  let at: Opened
  let file: string

  beforeEach(async () => {
    at = await openFolders('shared')
    file = join(at.root, 'holiday/boat.jpg')
    await mkdir(join(at.root, 'holiday'))
    await writeFile(file, 'a boat')
  })

  async function etag(): Promise<string | undefined> {
    return (await at.store.head('holiday/boat.jpg'))?.etag
  }

  test('takes every file for an object', async () => {
    const { body, isYoung: _, ...head } = (await at.store.get('holiday/boat.jpg'))!
    expect(Buffer.from(await readAll(body)).toString()).toBe('a boat')
    const modified = Number((await stat(file, { bigint: true })).mtimeMs)
    expect(head).toEqual({
      etag: expect.stringMatching(/^[\x21-\x7e]+$/),
      size: 6,
      contentType: undefined,
      cacheControl: undefined,
      metadata: {},
      modified,
    })
    expect(await at.store.head('holiday/boat.jpg')).toEqual(head)
    expect(await Array.fromAsync(at.store.list())).toEqual([
      { key: 'holiday/boat.jpg', etag: head.etag, size: 6, metadata: {}, modified },
    ])
    expect(await (await at.reopen()).head('holiday/boat.jpg')).toEqual(head)
  })

  test('tells of a file that may still be being written', async () => {
    const isYoung = async (written: Date) => {
      await utimes(file, written, written)
      const found = (await at.store.get('holiday/boat.jpg'))!
      await found.body.cancel()
      return found.isYoung
    }
    expect(await isYoung(new Date(Date.now() - 5000))).toBe(false)
    expect(await isYoung(new Date(Date.now() + 60_000))).toBe(false) // a clock that is wrong says nothing
    await expect.poll(() => isYoung(new Date())).toBe(true) // unless more than a second passes in between
  })

  test.each<[string, () => Promise<void>]>([
    ['overwritten with as many bytes', () => writeFile(file, 'a coat')],
    [
      'overwritten and given its old time',
      async () => {
        await writeFile(file, 'a coat')
        await utimes(file, 1, 1)
      },
    ],
    ['appended to', () => appendFile(file, '!')],
    ['cut off', () => truncate(file, 3)],
    [
      'replaced by another file',
      async () => {
        await writeFile(`${file}.new`, 'a coat')
        await rename(`${file}.new`, file)
      },
    ],
  ])('gives a file another ETag when it is %s', async (_how, change) => {
    await utimes(file, 1, 1)
    const before = await etag()
    await change()
    expect(await etag()).not.toBe(before)
  })

  test('gives a file another ETag however soon it is overwritten', async () => {
    const seen = new Set<string | undefined>()
    for (let round = 0; round < 20; round++) {
      await writeFile(file, `boat ${round % 10}`, { flag: 'r+' })
      seen.add(await etag())
    }
    expect(seen.size).toBe(20)
  })

  test('replaces and deletes a file only if it is the one that was looked at', async () => {
    const before = await etag()
    await writeFile(file, 'a coat')
    expect(await at.store.put('holiday/boat.jpg', object('ours'), { etag: before! })).toBeNull()
    expect(await at.store.put('holiday/boat.jpg', object('ours'), 'absent')).toBeNull()
    expect(await at.store.delete('holiday/boat.jpg', before!)).toBe(false)
    expect(await read(at.store, 'holiday/boat.jpg')).toBe('a coat')
    expect(await at.store.put('holiday/boat.jpg', object('ours'), { etag: (await etag())! })).toBe(md5('ours'))
    expect(await at.store.head('holiday/boat.jpg')).toMatchObject({ etag: md5('ours'), contentType: 'text/plain' })
    expect(await at.store.delete('holiday/boat.jpg', md5('ours'))).toBe(true)
    expect(await everythingIn(at.root)).toEqual([])
    expect(await everythingIn(at.metadata)).toEqual([])
  })

  test('forgets what was put when another program overwrites it', async () => {
    await at.store.put('new.jpg', object('ours', { metadata: { focus: '0,0' } }), 'absent')
    await writeFile(join(at.root, 'new.jpg'), 'their')
    const head = await at.store.head('new.jpg')
    expect(head).toMatchObject({ size: 5, contentType: undefined, metadata: {} })
    expect(head!.etag).not.toBe(md5('their'))
    expect(await Array.fromAsync(at.store.list({ prefix: 'new' }))).toMatchObject([{ etag: head!.etag }])
  })

  test('takes a file with the name of one that was deleted for itself', async () => {
    await put(at.store, 'new.jpg', 'ours')
    await rm(join(at.root, 'new.jpg'))
    expect(await at.store.head('new.jpg')).toBeNull()
    await writeFile(join(at.root, 'new.jpg'), 'theirs')
    expect(await at.store.head('new.jpg')).toMatchObject({ contentType: undefined })
  })

  test('lists what was put among what others wrote', async () => {
    await put(at.store, 'holiday/a.jpg', 'ours')
    const [first, second] = await Array.fromAsync(at.store.list({ prefix: 'holiday/' }))
    expect(first).toEqual({
      key: 'holiday/a.jpg',
      etag: md5('ours'),
      size: 4,
      metadata: {},
      modified: expect.any(Number),
    })
    expect(second).toEqual({
      key: 'holiday/boat.jpg',
      etag: await etag(),
      size: 6,
      metadata: {},
      modified: expect.any(Number),
    })
  })

  test('lists what is put while it is being listed as what it is', async () => {
    const keys = Array.from({ length: 200 }, (_, number) => `many/${String(number).padStart(3, '0')}`)
    await mkdir(join(at.root, 'many'))
    for (const key of keys) await writeFile(join(at.root, key), 'theirs')
    await sleep(50) // a file that has just changed is looked at more carefully
    const { etag } = (await at.store.head('many/199'))!
    const listed = []
    for await (const found of at.store.list({ prefix: 'many/' })) {
      if (found.key === 'many/000') await at.store.put('many/199', object('ours'), { etag })
      listed.push(found)
    }
    expect(listed).toHaveLength(200)
    expect(listed.at(-1)).toEqual({
      key: 'many/199',
      etag: md5('ours'),
      size: 4,
      metadata: {},
      modified: expect.any(Number),
    })
  })

  describe('while a file is being read', () => {
    const SIZE = 1_000_000
    let found: StoredObject
    let inode: number

    beforeEach(async () => {
      await writeFile(file, Buffer.alloc(SIZE, 1))
      found = (await at.store.get('holiday/boat.jpg'))!
      inode = (await stat(file)).ino
    })

    const changes: [string, () => Promise<unknown>][] = [
      ['overwritten in place', () => writeFile(file, Buffer.alloc(SIZE, 2), { flag: 'r+' })],
      ['overwritten in part', () => writeFile(file, 'x', { flag: 'r+' })],
      ['cut off', () => truncate(file, SIZE - 1)],
      ['emptied', () => truncate(file)],
      ['appended to', () => appendFile(file, 'x')],
      ['deleted', () => rm(file)],
      ['deleted with its folder', () => rm(join(at.root, 'holiday'), { recursive: true })],
      ['renamed', () => rename(file, `${file}.old`)],
      ['moved with its folder', () => rename(join(at.root, 'holiday'), join(at.root, 'journey'))],
      [
        'replaced by another',
        async () => {
          await writeFile(`${file}.new`, Buffer.alloc(SIZE, 1))
          await rename(`${file}.new`, file)
        },
      ],
      [
        'hidden by a link to itself in place of its folder',
        async () => {
          await rename(join(at.root, 'holiday'), join(at.root, 'away'))
          await symlink(join(at.root, 'holiday'), join(at.root, 'holiday'))
        },
      ],
      ['replaced by us', () => at.store.put('holiday/boat.jpg', object('ours'), { etag: found.etag })],
      ['deleted by us', () => at.store.delete('holiday/boat.jpg', found.etag)],
    ]

    test.each(changes)('tells that it was %s before the first byte', async (_how, change) => {
      await change()
      await expect(readAll(found.body)).rejects.toThrow(Changed)
      expect(await isOpen(inode)).toBe(false)
    })

    test.each(changes)('tells that it was %s on the way', async (_how, change) => {
      const reader = found.body.getReader()
      await reader.read()
      await change()
      reader.releaseLock()
      await expect(readAll(found.body)).rejects.toThrow(Changed)
      expect(await isOpen(inode)).toBe(false)
    })

    test('is content when nothing of it changed', async () => {
      expect(await readAll(found.body)).toHaveLength(SIZE)
      expect(await isOpen(inode)).toBe(false)
    })

    test('closes it when the reader gives up', async () => {
      expect(await isOpen(inode)).toBe(true)
      await found.body.cancel()
      expect(await isOpen(inode)).toBe(false)
    })

    test('closes it when the reader gives up on the way', async () => {
      const reader = found.body.getReader()
      await reader.read()
      const pending = reader.read()
      await reader.cancel()
      await pending
      expect(await isOpen(inode)).toBe(false)
    })

    test('reads it piece by piece', async () => {
      for await (const chunk of found.body) expect(chunk.length).toBeLessThan(SIZE / 2)
    })
  })
})

/** Whether this process still has a file open. */
async function isOpen(inode: number): Promise<boolean> {
  return (await readdir('/dev/fd')).some((descriptor) => {
    try {
      return fstatSync(Number(descriptor)).ino === inode
    } catch {
      return false // closed meanwhile
    }
  })
}
