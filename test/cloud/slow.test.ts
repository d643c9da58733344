import { expect, it } from 'vitest'
import { slow } from '../decoders/heavy.ts'
import { jpegOf } from '../image/pictures.ts'
import { useCloud } from './use.ts'

const start = useCloud()
const [SLOW, BOAT] = ['photos/slow.svg', 'photos/boat.jpg']

it('a drawing that takes minutes is 503 in time, judged by its first run, and nobody waits for it', async () => {
  const cloud = await start()
  cloud.events.hold()
  await cloud.originals.put(SLOW, slow, 'image/svg+xml')
  await cloud.originals.put(BOAT, await jpegOf(80, 60))
  const late = await cloud.get(`/medium/${SLOW}`)
  expect([late.status, late.headers.get('retry-after'), late.headers.get('cache-control')]).toEqual([
    503,
    '10',
    'no-store',
  ])
  expect((await cloud.get(`/medium/${BOAT}`)).status).toBe(200) // by another process: that one has ended
  cloud.events.release()
  await cloud.advance(60_000)
  expect(await cloud.errors.keys()).toEqual([SLOW])
  expect((await cloud.errors.see(SLOW))?.metadata['reason']).toBe('too-costly')
  expect(await cloud.processed.keys()).toHaveLength(7)
  const judged = await cloud.get(`/medium/${SLOW}`)
  expect([judged.status, judged.body.toString()]).toEqual([415, 'the picture takes more than 15 s of CPU time\n'])
})
