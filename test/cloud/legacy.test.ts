import { expect, it } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { useCloud } from './use.ts'
import { fromFunction, fromPrimary, gist } from './viewer.ts'

const start = useCloud()
const BOAT = 'photos/boat.jpg'
const AVIF = { accept: 'image/avif,image/webp,*/*' }

it('an old address is the variant that is nearest to it: one object, one entry of the cache, and no query', async () => {
  const cloud = await start('legacy')
  await cloud.originals.put(BOAT, await jpegOf(1000, 700))
  await cloud.settle()
  const request = {
    bucket: 'old-bucket',
    key: 'boat.jpg',
    edits: { resize: { width: 500, height: 500, fit: 'inside' } },
  }
  const json = `/${Buffer.from(JSON.stringify(request)).toString('base64')}`
  const before = await cloud.processed.keys()
  const old = await cloud.get(json, AVIF)
  expect(gist(old)).toEqual(fromPrimary('image/avif'))
  expect(Buffer.compare(old.body, (await cloud.get(`/medium/${BOAT}`, AVIF)).body)).toBe(0)
  for (const address of [`${json}?signature=abc`, '/fit-in/500x500/boat.jpg?w=1', `/medium/${BOAT}?w=2`])
    expect((await cloud.get(address, AVIF)).from, address).toBe('cache')
  expect(await cloud.processed.keys()).toEqual(before)

  expect(gist(await cloud.get('/130x120/filters:format(webp)/boat.jpg'))).toEqual(fromFunction('image/webp'))
  await cloud.settle()
  expect((await cloud.processed.keys()).filter((path) => !before.includes(path))).toEqual([`card-1.webp/${BOAT}`])
  const refused = [
    '/130x120/s3:other-bucket/boat.jpg',
    '/eyJidWNrZXQiOiJvdGhlciIsImtleSI6ImEuanBnIn0=',
    '/wp-login.php',
  ]
  for (const address of refused) expect((await cloud.get(address)).from, address).toBe('edge')
})
