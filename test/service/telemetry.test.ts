import { rename, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { resolveConfig } from '../../src/config/config.ts'
import { openTelemetry } from '../../src/local/telemetry/telemetry.ts'
import { jpegOf } from '../image/pictures.ts'
import { eventually, folders, runOnce, start } from '../local/running.ts'

/** With two pictures, one under a name that an attacker would like, all made. */
async function serving(...more: string[]) {
  const at = await folders()
  await writeFile(join(at.originals, 'boat.jpg'), await jpegOf(400, 300))
  await writeFile(join(at.originals, 'broken.jpg'), 'no picture at all')
  const service = await start([at.originals, '--data', at.data, '--port', '0', ...more])
  return { ...at, service }
}

/** Starts it with `--log json`, which has its address in a line of its own. */
async function logging(...more: string[]) {
  const at = await folders()
  await writeFile(join(at.originals, 'boat.jpg'), await jpegOf(400, 300))
  const service = await start([at.originals, '--data', at.data, '--port', '0', '--log', 'json', ...more])
  const lines = (message: string) =>
    service
      .output()
      .split('\n')
      .filter(Boolean)
      .map((line): Record<string, unknown> => JSON.parse(line))
      .filter((line) => line['message'] === message)
  return { ...at, service, lines }
}

describe('/healthz', () => {
  it('says that all is well, to be kept by nobody', async () => {
    const { service } = await serving()
    const { status, headers, body } = await service.get('/healthz')
    expect([status, headers['cache-control'], body.toString()]).toEqual([200, 'no-store', 'ok\n'])
    await service.stop()
  })

  it('says what cannot be reached, and that it is back', async () => {
    const { originals, service } = await serving()
    await rename(originals, `${originals}.away`)
    const ask = async () => {
      const { status, body } = await service.get('/healthz')
      return `${status} ${body.toString()}`
    }
    await eventually(ask, (seen) => seen === '503 the originals cannot be reached\n')
    await rename(`${originals}.away`, originals)
    expect(await eventually(ask, (seen) => seen === '200 ok\n')).toBe('200 ok\n')
    await service.stop()
  })

  it('says that it stops, to who is still connected', async () => {
    const { service } = await serving()
    const { hostname, port } = new URL(service.url)
    const socket = connect(Number(port), hostname)
    await once(socket, 'connect')
    // A request that is begun keeps the connection; its rest comes when the service is stopping already.
    socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n')
    await new Promise((resolve) => setTimeout(resolve, 100))
    const stopped = service.stop()
    await new Promise((resolve) => setTimeout(resolve, 200))
    socket.write('Connection: close\r\n\r\n')
    const answer = await text(socket)
    expect(answer).toMatch(/^HTTP\/1\.1 503 /)
    expect(answer).toMatch(/stopping\n/)
    expect(await stopped).toBe(0)
  })
})

describe('metrics', () => {
  const metricsOf = async (output: string, path = '/metrics') => {
    const url = /metrics at (http:\S+)\/metrics/.exec(output)?.[1]
    const response = await fetch(`${url}${path}`)
    return { status: response.status, text: await response.text() }
  }

  it('count requests by rendition, status and source, and what was made', async () => {
    const { service } = await serving('--metrics-port', '0')
    await eventually(
      () => service.get('/'),
      ({ body }) => body.includes('src="/medium/boat.jpg?v='),
    )
    await service.get('/medium/boat.jpg')
    await eventually(
      async () => (await metricsOf(service.output())).text,
      (text) => text.includes('sizewright_queue_keys{state="running"} 0'),
    )
    for (let time = 0; time < 3; time += 1) await service.get('/large/boat.jpg')
    await service.get('/large/none.jpg')
    await service.get('/made-up-by-a-client/boat.jpg')
    const { text: counted } = await metricsOf(service.output())
    expect(counted).toContain('sizewright_requests_total{rendition="large",status="200",source="memory"} 2')
    expect(counted).toContain('sizewright_requests_total{rendition="large",status="404",source="none"} 1')
    expect(counted).toMatch(/sizewright_stage_seconds_count\{stage="decode"\} [1-9]/)
    expect(counted).toMatch(/sizewright_stage_bytes_total\{stage="encode"\} [1-9]\d+/)
    expect(counted).toContain('process_resident_memory_bytes')
    expect(counted).not.toContain('made-up')
    expect((await metricsOf(service.output(), '/')).status).toBe(404)
    expect((await service.get('/metrics')).status).not.toBe(200)
    await service.stop()
  })

  it('need a port that can be had', async () => {
    const { originals, data } = await folders()
    const { port } = new URL((await serving()).service.url)
    const { code, output } = await runOnce([originals, '--data', data, '--port', '0', '--metrics-port', port])
    expect([code, output]).toEqual([1, `sizewright: port ${port} is in use: choose another one with --metrics-port\n`])
  })
})

describe('a log for machines', () => {
  it('has a line for each request, with the id that the client was told', async () => {
    const { service, lines } = await logging()
    const answer = await service.get('/large/boat.jpg?v=2')
    const id = answer.headers['x-request-id']
    const [line] = await eventually(
      async () => lines('request'),
      (seen) => seen.length > 0,
    )
    expect(line).toMatchObject({
      level: 'info',
      requestId: id,
      method: 'GET',
      path: '/large/boat.jpg',
      status: 200,
    })
    expect(Number(line?.['bytes'])).toBeGreaterThan(answer.body.length)
    expect(await service.stop()).toBe(0)
    expect(lines('listening').length + lines('caught up').length).toBeGreaterThan(0)
  })

  it('takes over an id that fits into a line, and no other', async () => {
    const { service } = await logging()
    const idOf = async (sent: string) =>
      (await service.get('/large/boat.jpg', { 'x-request-id': sent })).headers['x-request-id']
    expect(await idOf('req-1.a:b/c+d=')).toBe('req-1.a:b/c+d=')
    for (const bad of ['{"level":"error"}', 'a b', 'x'.repeat(129)]) {
      expect(await idOf(bad)).toMatch(/^[\da-f-]{36}$/)
    }
    await service.stop()
  })

  it('tells which request met a fault', async () => {
    const { service, lines, data } = await logging()
    await eventually(
      async () => lines('caught up'),
      (seen) => seen.length > 0,
    )
    await rename(join(data, 'processed'), join(data, 'processed.away'))
    const { headers } = await service.get('/medium.webp/boat.jpg')
    const faults = async () =>
      service
        .output()
        .split('\n')
        .filter((line) => line.includes('"level":"error"'))
        .map((line): Record<string, unknown> => JSON.parse(line))
    const [fault] = await eventually(faults, (seen) => seen.length > 0)
    expect(fault).toMatchObject({ requestId: headers['x-request-id'], stack: expect.stringContaining('at ') })
    await rename(join(data, 'processed.away'), join(data, 'processed'))
    await service.stop()
  })
})

it.each([
  [['--drain', '-1'], '--drain'],
  [['--log', 'xml'], "--log must be text or json, but is 'xml'"],
  [['--metrics-port', 'x'], "--metrics-port must be a number from 0 to 65535, but is 'x'"],
  [['--accel-redirect', 'renditions'], '--accel-redirect must begin and end with a slash'],
])('%s is refused with what would be right', async (args, message) => {
  const { code, output } = await runOnce(args)
  expect([code, output.includes(message)]).toEqual([2, true])
})

it('says of a start that has caught up what failed in it', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const about = { queue: { waiting: 0, running: 0, oldest: 0 }, requests: { inside: 0, waiting: 0 } }
  const said = async (failed: number) => {
    const options = { log: 'json', metricsPort: null, metricsHost: 'localhost', allowHosts: [] } as const
    const outputs = await openTelemetry(options, resolveConfig({}))
    const state = () => ({ ...about, queue: { ...about.queue, failed } })
    outputs.started({ url: 'http://localhost', caughtUp: Promise.resolve(3), state }, [])
    await setImmediate()
    await setImmediate()
    return String(write.mock.calls.at(-1)?.[0])
  }
  expect(await said(0)).toContain('"message":"caught up","keys":3,"failed":0')
  expect(await said(1)).toContain('"message":"caught up, but for what failed","keys":3,"failed":1')
  write.mockRestore()
})
