import { expect, it } from 'vitest'
import { readFixtures } from '../pictures/fixtures.ts'
import { useCloud } from './use.ts'

const start = useCloud()

it('every kind of picture comes out of the cloud, from the bucket as from the function', async () => {
  const cloud = await start()
  const wanted = new Set([
    'drawing.svg',
    'orientation-6.heic',
    'p3.jpg',
    'moving.gif',
    'alpha.avif',
    '16-bit.tif',
    'turned-5.webp',
  ])
  const fixtures = readFixtures().filter(({ name }) => wanted.has(name))
  expect(fixtures).toHaveLength(wanted.size)
  cloud.events.hold()
  for (const { name, bytes } of fixtures) await cloud.originals.put(`photos/${name}`, bytes)
  const made = new Map<string, Buffer>()
  for (const { name } of fixtures) made.set(name, (await cloud.get(`/info/photos/${name}`)).body)
  await cloud.settle()
  await cloud.advance(60_000)
  for (const { name, width, height, frames } of fixtures) {
    const stored = await cloud.get(`/info/photos/${name}`)
    expect([stored.status, stored.headers.get('content-type')], name).toEqual([200, 'application/json'])
    expect(Buffer.compare(stored.body, made.get(name)!), name).toBe(0)
    const info = JSON.parse(stored.body.toString())
    expect(info, name).toMatchObject({ frames: frames.length })
    if (!name.endsWith('.svg')) expect([info.width, info.height], name).toEqual([width, height])
    for (const { url, type, bytes } of info.renditions) {
      const answer = await cloud.get(url)
      expect([answer.status, answer.headers.get('content-type'), answer.body.length], url).toEqual([200, type, bytes])
    }
  }
  expect(cloud.stack().deadLetters.bodies()).toEqual([])
})
