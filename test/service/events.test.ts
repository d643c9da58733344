import { writeFile } from 'node:fs/promises'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { LiveState } from '../../src/local/gallery/live/live-state.ts'
import { jpegOf } from '../image/pictures.ts'
import { eventually, folders, start } from '../local/running.ts'
import { send } from '../local/send.ts'

const TARGET = '/_gallery/events'

/** A page that listens. */
interface Listener {
  readonly response: IncomingMessage
  /** What was told so far. */
  readonly states: LiveState[]
  /** How the stream ended. */
  readonly ended: Promise<'whole' | 'cut'>
  readonly leave: () => void
}

async function listen(url: string, headers: Record<string, string> = {}): Promise<Listener> {
  const { hostname, port } = new URL(url)
  const sent: ClientRequest = request({ hostname, port, path: TARGET, headers, agent: false })
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve).once('error', reject).end()
  })
  onTestFinished(() => void sent.destroy())
  const states: LiveState[] = []
  let text = ''
  response.on('data', (chunk) => {
    text += String(chunk)
    const events = text.split('\n\n')
    text = events.pop() ?? ''
    for (const event of events) {
      const [, data] = /^event: state\ndata: (.+)$/.exec(event) ?? []
      if (data !== undefined) states.push(JSON.parse(data))
    }
  })
  const ended = new Promise<'whole' | 'cut'>((resolve) => {
    response.on('end', () => resolve('whole')).on('error', () => resolve('cut'))
  })
  return { response, states, ended, leave: () => sent.destroy() }
}

async function serving(args: readonly string[] = []) {
  const { originals, data } = await folders()
  await writeFile(join(originals, 'cut.jpg'), (await jpegOf(400, 300)).subarray(0, 900))
  return { originals, service: await start([originals, '--data', data, '--port', '0', ...args]) }
}

const IDLE = { waiting: 0, running: 0, retrying: 0, catchingUp: null, fault: null }

it('tells how the work goes on, twice a second at most, and how it is in the end', async () => {
  const { originals, service } = await serving()
  const { response, states } = await listen(service.url, { 'Accept-Encoding': 'gzip' })
  expect(response.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-content-type-options': 'nosniff',
  })
  expect(response.headers['content-encoding']).toBe(undefined)
  const last = () => Promise.resolve(states.at(-1))
  const before = await eventually(last, (state) => state?.failed === 1 && state.running === 0)
  const [begun, told] = [performance.now(), states.length]
  const picture = await jpegOf(300, 200)
  for (let index = 0; index < 60; index += 1) await writeFile(join(originals, `${index}.jpg`), picture)
  const after = await eventually(last, (state) => (state?.version ?? 0) >= (before?.version ?? 0) + 60)
  expect(after).toMatchObject({ ...IDLE, failed: 1 })
  expect(states.length - told).toBeLessThanOrEqual(2 + (2 * (performance.now() - begun)) / 1000)
  expect(states.some(({ waiting, running }) => waiting > 0 && running > 0)).toBe(true)
  await writeFile(join(originals, 'cut.jpg'), picture)
  await eventually(last, (state) => state?.failed === 0)
})

it('ends the streams when it stops, and waits for none of them', async () => {
  const { service } = await serving()
  const listeners = await Promise.all(Array.from({ length: 10 }, () => listen(service.url)))
  await eventually(
    () => Promise.resolve(listeners.map(({ states }) => states.length)),
    (counts) => !counts.includes(0),
  )
  expect(await service.stop('SIGTERM')).toBe(0)
  expect(new Set(await Promise.all(listeners.map(({ ended }) => ended)))).toEqual(new Set(['whole']))
})

it('has places for 64 pages, and says when to come again', async () => {
  const { service } = await serving()
  const listeners = await Promise.all(Array.from({ length: 64 }, () => listen(service.url)))
  expect(new Set(listeners.map(({ response }) => response.statusCode))).toEqual(new Set([200]))
  const refused = await service.get(TARGET)
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5'])
  expect((await service.get(TARGET, {}, 'HEAD')).status).toBe(200) // takes no place
  listeners[0]?.leave()
  const again = await eventually(
    () => listen(service.url),
    ({ response }) => response.statusCode === 200,
  )
  await eventually(
    () => Promise.resolve(again.states),
    (states) => states.length > 0,
  )
  for (let times = 0; times < 3; times += 1) expect((await service.get(TARGET, {}, 'HEAD')).status).toBe(200)
})

it('is closed to the pages of other sites, which could use up the places', async () => {
  const { service } = await serving()
  const { host, port } = new URL(service.url)
  for (const headers of [
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: `http://127.0.0.1:${Number(port) + 1}` },
    { Host: `evil.example:${port}` }, // DNS rebinding
  ]) {
    expect([headers, (await send(service.url, TARGET, 'GET', headers)).status]).toEqual([headers, 403])
  }
  for (const headers of [{ 'Sec-Fetch-Site': 'same-origin' }, { Origin: `http://${host}` }, {}]) {
    const { response } = await listen(service.url, headers)
    expect([headers, response.statusCode]).toEqual([headers, 200])
  }
})
