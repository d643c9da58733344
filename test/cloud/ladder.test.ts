import { expect, it } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { useCloud } from './use.ts'
import { fromFunction, fromPrimary, gist } from './viewer.ts'

const start = useCloud()
const BOAT = 'photos/boat.jpg'
const WEBP = { accept: 'image/avif,image/webp,image/*,*/*;q=0.8' }
/** What is stored under another name, by way of the function. */
const standIn = { ...fromFunction('image/webp'), hasEtag: true }
const isRung = (path: string) => /^w\d/.test(path)

it('a width of the ladder is made at its first request, stored alone, and comes from the bucket then', async () => {
  const cloud = await start('sydney')
  await cloud.originals.put(BOAT, await jpegOf(1000, 700))
  await cloud.settle()
  const before = await cloud.processed.keys()
  expect(before.filter(isRung)).toEqual([])
  const made = await cloud.get(`/w480/${BOAT}`, WEBP)
  expect(gist(made)).toEqual(fromFunction('image/webp'))
  await cloud.settle()
  expect((await cloud.processed.keys()).filter((path) => !before.includes(path))).toEqual([`w480.webp/${BOAT}`])
  await cloud.advance(60_000)
  const stored = await cloud.get(`/w480/${BOAT}`, WEBP)
  expect(gist(stored)).toEqual(fromPrimary('image/webp'))
  expect(Buffer.compare(stored.body, made.body)).toBe(0)
})

it('those as wide as the original or wider are what is stored already, which the edge keeps', async () => {
  const cloud = await start('sydney')
  await cloud.originals.put(BOAT, await jpegOf(1000, 700))
  await cloud.settle()
  const { bytes } = (await cloud.processed.see(`webp/${BOAT}`))!
  for (const name of ['w1080', 'w1440', 'w1920']) {
    const answer = await cloud.get(`/${name}/${BOAT}`, WEBP)
    expect(gist(answer), name).toEqual(standIn)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=3600, s-maxage=31536000')
    expect(Buffer.compare(answer.body, bytes)).toBe(0)
  }
  await cloud.settle()
  expect((await cloud.processed.keys()).filter(isRung)).toEqual([])
  await cloud.advance(24 * 3600 * 1000)
  expect((await cloud.get(`/w1920/${BOAT}`, WEBP)).from).toBe('cache')
})

it('or one object of their own, with which the edge forgets all of them', async () => {
  const cloud = await start('sydney')
  await cloud.originals.put(BOAT, await jpegOf(1000, 1600))
  await cloud.settle()
  expect(gist(await cloud.get(`/w1440/${BOAT}`, WEBP))).toEqual(fromFunction('image/webp'))
  await cloud.settle()
  await cloud.advance(60_000)
  for (const name of ['w1200', 'w1440', 'w1920'])
    expect(gist(await cloud.get(`/${name}/${BOAT}`, WEBP))).toEqual(standIn)
  expect(gist(await cloud.get(`/w1080/${BOAT}`, WEBP))).toEqual(fromPrimary('image/webp'))
  expect((await cloud.processed.keys()).filter(isRung)).toEqual([`w1080.webp/${BOAT}`])
  await cloud.originals.put(BOAT, await jpegOf(1100, 1600))
  await cloud.settle()
  for (const name of ['w1080', 'w1200'])
    expect(gist(await cloud.get(`/${name}/${BOAT}`, WEBP)), name).toEqual(fromFunction('image/webp'))
  await cloud.settle()
  const now = await cloud.get(`/w1920/${BOAT}`, WEBP)
  expect(gist(now)).toEqual(standIn)
  expect(Buffer.compare(now.body, (await cloud.processed.see(`w1200.webp/${BOAT}`))!.bytes)).toBe(0)
  await cloud.originals.remove(BOAT)
  await cloud.settle()
  expect(await cloud.processed.keys()).toEqual([])
  expect((await cloud.get(`/w1920/${BOAT}`, WEBP)).status).toBe(404)
  expect(cloud.stack().deadLetters.bodies()).toEqual([])
})
