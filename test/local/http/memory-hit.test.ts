import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { jpegOf } from '../../image/pictures.ts'
import { eventually, filesBelow, folders, start } from '../running.ts'

const WEBP = { accept: 'image/webp,*/*' }

it('an answer from memory is the answer from the disk, for every way of asking', async () => {
  const { originals, data } = await folders()
  const service = await start([originals, '--data', data, '--port', '0'])
  await writeFile(join(originals, 'boat 1.jpg'), await jpegOf(300, 200))
  await eventually(
    () => filesBelow(join(data, 'processed')),
    (files) => files.length >= 6,
  )
  const ask = async (path: string, headers = {}) => {
    const { headers: all, ...answer } = await service.get(path, headers)
    const { date: _, ...rest } = all
    return { ...answer, headers: rest }
  }
  for (const [path, headers] of [
    ['/medium/boat%201.jpg', {}],
    ['/medium/boat%201.jpg?v=2', {}],
    ['/medium/boat%201.jpg', WEBP],
    ['/large/boat%201.jpg', WEBP],
  ] as const) {
    const fromDisk = await ask(path, { ...headers, 'if-none-match': '"another"' })
    const fromMemory = await ask(path, headers)
    expect(fromMemory).toEqual(fromDisk)
    expect([fromMemory.status, fromMemory.body.length]).toEqual([200, Number(fromMemory.headers['content-length'])])
    const unchanged = await ask(path, { ...headers, 'if-none-match': String(fromMemory.headers['etag']) })
    expect([unchanged.status, unchanged.body.length]).toEqual([304, 0])
  }
  expect((await ask('/medium/boat%201.jpg')).headers['content-type']).toBe('image/jpeg')
  expect((await ask('/medium/boat%201.jpg', WEBP)).headers['content-type']).toBe('image/webp')
  expect((await ask('/medium/none.jpg')).status).toBe(404)
  const head = await fetch(`${service.url}/medium/boat%201.jpg`, { method: 'HEAD' })
  expect([head.status, Number(head.headers.get('content-length')) > 0, await head.text()]).toEqual([200, true, ''])

  await writeFile(join(originals, 'boat 1.jpg'), await jpegOf(200, 300))
  const height = async () => (await sharp((await ask('/medium/boat%201.jpg')).body).metadata()).height
  await eventually(height, (found) => found === 300)
  expect(await service.stop()).toBe(0)
})
