import { request } from 'node:http'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { createIncoming, TooSlow } from '../../src/local/gallery/upload/incoming.ts'
import { jpegOf } from '../image/pictures.ts'
import { eventually, filesBelow, folders, type Running, start } from '../local/running.ts'
import { OWN, send } from '../local/send.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** Begins an upload that brings a byte a second; gives its status in the end. */
function trickle(service: Running, key: string, bytes: Uint8Array): Promise<number> {
  const { hostname, port } = new URL(service.url)
  const headers = { ...OWN, 'Content-Length': String(bytes.length) }
  const path = `/_gallery/originals?key=${key}`
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method: 'PUT', headers, agent: false }, (answer) => {
      resolve(answer.statusCode ?? 0)
      sent.destroy()
    })
    sent.on('error', reject)
    sent.write(bytes.subarray(0, 1000))
    let next = 1000
    const ticking = setInterval(() => sent.write(bytes.subarray(next, ++next)), 1000)
    const end = () => clearInterval(ticking)
    sent.on('close', end)
    onTestFinished(end)
  })
}

it('slow uploads keep nobody else from adding a picture, and are given up', async () => {
  const { originals, data } = await folders()
  const service = await start([originals, '--data', data, '--port', '0'])
  const photo = await jpegOf(400, 300)
  const slow = ['a.jpg', 'b.jpg', 'c.jpg'].map((key) => trickle(service, key, photo))
  const other = await send(service.url, '/_gallery/originals?key=boat.jpg', 'PUT', OWN, photo)
  expect(other.status).toBe(201)
  expect(await Promise.all(slow)).toEqual([408, 408, 408])
  expect(await filesBelow(originals)).toEqual(['boat.jpg'])
  await service.stop()
})

it('nothing is left of an uploaded picture whose file somebody else has deleted', async () => {
  const { originals, data } = await folders()
  const service = await start([originals, '--data', data, '--port', '0'])
  const sidecars = () => filesBelow(join(data, 'metadata/originals'))
  expect((await send(service.url, '/_gallery/originals?key=a/boat.jpg', 'PUT', OWN, await jpegOf(40, 30))).status).toBe(
    201,
  )
  expect(await sidecars()).toHaveLength(1)
  await rm(join(originals, 'a'), { recursive: true })
  await eventually(sidecars, (files) => files.length === 0)
  await eventually(
    () => filesBelow(join(data, 'processed')),
    (files) => files.length === 0,
  )
  await service.stop()
})

/** A body that somebody else fills. */
function body() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const stream = new ReadableStream<Uint8Array>({ start: (own) => void (controller = own) })
  return {
    stream,
    bring: (bytes: number) => controller!.enqueue(new Uint8Array(bytes)),
    end: () => controller!.close(),
  }
}

it('takes an upload that keeps to the least rate, however long it is, and gives up one that does not', async () => {
  vi.useFakeTimers()
  const incoming = createIncoming(1e9)
  const [steady, late] = [body(), body()]
  const read = incoming.open().read(steady.stream, Infinity, () => true)
  const given = incoming
    .open()
    .read(late.stream, Infinity, () => true)
    .catch((fault: unknown) => fault)
  late.bring(100_000)
  for (let second = 0; second < 120; second += 1) {
    steady.bring(17_000)
    if (second < 8) late.bring(1)
    await vi.advanceTimersByTimeAsync(1000)
  }
  steady.end()
  expect((await read).length).toBe(120 * 17_000)
  expect(await given).toBeInstanceOf(TooSlow)
})

it('holds no more than there is room for, and the oldest is always through', async () => {
  const incoming = createIncoming(1000)
  const bodies = [body(), body(), body()]
  const arrivals = bodies.map(() => incoming.open())
  const done: number[] = []
  const reads = arrivals.map(async (arrival, index) => {
    const bytes = await arrival.read(bodies[index]!.stream, Infinity, () => true)
    done.push(index)
    return bytes.length
  })
  bodies[1]!.bring(800)
  bodies[2]!.bring(800) // waits, and so does not end
  for (const { end } of bodies.slice(1)) end()
  await reads[1]
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(done).toEqual([1])
  for (let time = 0; time < 5; time += 1) bodies[0]!.bring(800)
  bodies[0]!.end()
  expect(await reads[0]).toBe(4000)
  arrivals[1]!.close()
  expect(await reads[2]).toBe(800)
  for (const arrival of arrivals) arrival.close()
})
