import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { jpegOf } from '../../image/pictures.ts'
import { eventually, folders, type Running, start } from '../running.ts'

/** The keys that a page of the list shows, in order. */
async function keysOf(service: Running, target = '/'): Promise<string[]> {
  const { body } = await service.get(target)
  return [...body.toString().matchAll(/<li[^>]* data-key="([^"]*)"/g)].map(([, key]) => key!)
}

it('follows what comes, changes and goes, with whole folders, too', async () => {
  const { originals, data } = await folders()
  const picture = await jpegOf(40, 30)
  await mkdir(join(originals, 'a'))
  for (const name of ['a/1.jpg', 'a/10.jpg', 'a/2.jpg', 'b.jpg']) await writeFile(join(originals, name), picture)
  const service = await start([originals, '--data', data, '--port', '0'])
  const becomes = async (keys: readonly string[], target?: string) => {
    const shown = await eventually(
      () => keysOf(service, target),
      (found) => found.join() === keys.join(),
    )
    expect(shown).toEqual(keys)
  }
  await becomes(['a/1.jpg', 'a/2.jpg', 'a/10.jpg', 'b.jpg'])
  await writeFile(join(originals, 'a/3.jpg'), picture)
  await rm(join(originals, 'b.jpg'))
  await becomes(['a/1.jpg', 'a/2.jpg', 'a/3.jpg', 'a/10.jpg'])
  await rename(join(originals, 'a'), join(originals, 'été'))
  await becomes(['été/1.jpg', 'été/2.jpg', 'été/3.jpg', 'été/10.jpg'])
  await becomes(['été/1.jpg', 'été/10.jpg'], '/?q=ETE%201')
  await writeFile(join(originals, 'été/2.jpg'), await jpegOf(400, 300))
  await becomes(['été/2.jpg', 'été/1.jpg', 'été/3.jpg', 'été/10.jpg'], '/?sort=size')
  await becomes(['été/10.jpg', 'été/3.jpg', 'été/2.jpg', 'été/1.jpg'], '/?order=reverse')
  await rm(join(originals, 'été'), { recursive: true })
  await becomes([])
})

it('answers to any address of the list, and repeats nothing of it as markup', async () => {
  const { originals, data } = await folders()
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(40, 30))
  const service = await start([originals, '--data', data, '--port', '0'])
  const hostile = ['"><script>alert(1)</script>', "'", '%00', '%', '%FF%FE', '%ED%A0%80', '../../etc/', '\\', '(a+)+$']
  const values = [
    ...hostile.map((text) => encodeURIComponent(text)),
    '%00',
    '%FF',
    '%ED%A0%80',
    'a'.repeat(3000),
    '%20',
  ]
  for (const name of ['q', 'folder', 'sort', 'order', 'page', 'prefix', 'after', '__proto__'])
    for (const value of values) {
      const { status, body } = await service.get(`/?${name}=${value}`)
      expect([name, value, status]).toEqual([name, value, 200])
      expect(body.toString()).not.toContain('<script>alert')
    }
  for (const page of ['0', '-1', '1e9', '1.5', 'NaN', '00002', '99999999999999999999'])
    expect([page, await keysOf(service, `/?page=${page}`)]).toEqual([page, ['boat.jpg']])
  expect(await keysOf(service, '/?page=2')).toEqual([])
  expect(await keysOf(service, '/?page=9999999')).toEqual([])
  expect(await keysOf(service, '/?folder=boat.jpg')).toEqual([])
  expect(await keysOf(service, '/?q=boat&q=cat')).toEqual(['boat.jpg'])
  expect(await keysOf(service, '/?after=zzz&prefix=x')).toEqual(['boat.jpg']) // an address of an older version
})
