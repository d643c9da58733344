import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, it, onTestFinished } from 'vitest'
import { createShutdown } from '../../src/local/http/shutdown.ts'
import { jpegOf } from '../image/pictures.ts'
import { type Got, keepAsking } from '../local/http/asking.ts'
import { eventually, filesBelow, folders, launch, metricsOf, type Running, start } from '../local/running.ts'

it('finishes what is being made and what waits for that, stores it, and ends well', async () => {
  const { originals, data } = await folders()
  const service = await start([originals, '--data', data, '--port', '0', '--metrics-port', '0'])
  const photo = await jpegOf(4000, 3000)
  const names = Array.from({ length: 12 }, (_, index) => `${String(index).padStart(2, '0')}.jpg`)
  for (const name of names) await writeFile(join(originals, name), photo)
  let answered = 0
  const asked = names.map(async (name) => {
    const answer = await service.get(`/large/${name}`)
    answered += 1
    return answer
  })
  // Of a request that has not come yet nobody knows when the service stops.
  await eventually(
    async () => (await gateOf(service)) + answered,
    (known) => known >= names.length,
  )
  const stopped = service.stop()
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(names.map(() => 200))
  expect(await stopped).toBe(0)
  expect(await filesBelow(join(data, 'processed/large'))).toEqual(names)
})

it('ends well when it has drained', async () => {
  const { originals, data } = await folders()
  const service = await start([originals, '--data', data, '--port', '0', '--drain', '1'])
  expect(await service.stop()).toBe(0)
})

it('answers while it drains and says that it stops, until somebody asks twice', async () => {
  const { originals, data } = await folders()
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(40, 30))
  const service = await start([originals, '--data', data, '--port', '0', '--drain', '3600'])
  const stopped = service.stop()
  const health = async () => {
    const { status, body } = await service.get('/healthz')
    return `${status} ${body.toString()}`
  }
  await eventually(health, (seen) => seen === '503 stopping\n')
  expect((await service.get('/medium/boat.jpg')).status).toBe(200)
  service.process.kill('SIGTERM')
  expect(await stopped).toBe(1)
})

it('ends although clients keep their connections and keep asking, and others hold one on which they say nothing', async () => {
  const { originals, data } = await folders()
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(40, 30))
  const service = await start([originals, '--data', data, '--port', '0', '--drain', '1', '--metrics-port', '0'])
  await metricsOf(service)
  const metrics = /metrics at (http:\S+)\/metrics/.exec(service.output())?.[1] ?? ''
  const silent = connect(Number(new URL(service.url).port), '127.0.0.1').on('error', () => {})
  await once(silent, 'connect')
  const clients = [keepAsking(metrics, ['/metrics'])]
  for (let count = 0; count < 8; count += 1) clients.push(keepAsking(service.url, ['/medium/boat.jpg', '/none/a', '/']))
  await eventually(
    async () => clients.map(({ got }) => got.length),
    (counts) => counts.every((count) => count > 6),
  )
  expect(clients.map(({ got }) => got[1]?.connection)).toEqual(clients.map(() => 'keep-alive'))
  const stopped = service.stop()
  expect(await stopped).toBe(0)
  await Promise.all(clients.map(({ done }) => done))
  const last = clients.slice(1).map(({ got }) => got.at(-1)?.connection) // the other may be between two questions when it is closed
  expect(last).toEqual(last.map(() => 'close'))
})

it('shows no picture that was replaced or deleted while it stops, for as long as it answers', async () => {
  const { originals, data } = await folders()
  for (const name of ['boat.jpg', 'gone.jpg']) await writeFile(join(originals, name), await jpegOf(40, 30))
  const service = await start([originals, '--data', data, '--port', '0', '--drain', '3600'])
  const paths = ['/medium/boat.jpg', '/medium/gone.jpg']
  const clients = Array.from({ length: 4 }, () => keepAsking(service.url, paths))
  const last = async (path: string): Promise<Got | undefined> =>
    clients.flatMap(({ got }) => got.findLast((answer) => answer.path === path) ?? [])[0]
  const old = await eventually(
    () => last(paths[0]!),
    (answer) => answer?.status === 200,
  )
  const stopped = service.stop()
  await eventually(
    () => last(paths[0]!),
    (answer) => answer?.connection === 'close',
  )
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(30, 40))
  await rm(join(originals, 'gone.jpg'))
  const shown = await eventually(
    () => last(paths[0]!),
    (answer) => answer?.status === 200 && !answer.body.equals(old!.body),
  )
  expect((await sharp(shown?.body).metadata()).height).toBe(40)
  await eventually(
    () => last(paths[1]!),
    (answer) => answer?.status === 404,
  )
  service.process.kill('SIGTERM')
  expect(await stopped).toBe(1)
  await Promise.all(clients.map(({ done }) => done))
})

it('cuts off who takes an answer so slowly that nobody else would ever be done', async () => {
  const server = createHttpServer((_, response) => response.writeHead(200).write('begun'))
  const shutdown = createShutdown(server, 200)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const slow = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1').on('error', () => {})
  slow.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n')
  await once(slow, 'data')
  const cut = once(slow, 'close')
  await shutdown.close()
  await cut
  expect(server.listening).toBe(false)
})

it('keeps a connection for longer than load balancers do, or as long as it is told', async () => {
  const { originals, data } = await folders()
  const kept = async (...args: string[]) => {
    const service = await start([originals, '--data', data, '--port', '0', ...args])
    const asked = keepAsking(service.url, ['/healthz'])
    await eventually(
      async () => asked.got.length,
      (count) => count > 0,
    )
    await service.stop()
    return asked.got[0]?.keepAlive
  }
  expect([await kept(), await kept('--keep-alive', '7')]).toEqual(['timeout=65', 'timeout=7'])
})

it('does not drain for who sits before it', async () => {
  const { originals, data } = await folders()
  const service = await start([originals, '--data', data, '--port', '0', '--drain', '3600'])
  expect(await service.stop('SIGINT')).toBe(0)
})

it('ends well while it is still starting, as the first process of a container, too', async () => {
  const bucket = createServer().listen(0, '127.0.0.1') // takes every connection and says nothing
  onTestFinished(() => void bucket.close())
  await once(bucket, 'listening')
  const address = bucket.address()
  const connected = once(bucket, 'connection')
  const { child, exited } = launch(
    ['--port', '0', ...['originals', 'processed', 'errors'].flatMap((name) => [`--${name}`, `s3://${name}`])],
    undefined,
    {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  )
  await connected
  child.kill('SIGTERM')
  expect(await exited()).toBe(0)
})

/** How many requests are inside, or waiting to be let in. */
async function gateOf(service: Running): Promise<number> {
  const counts = (await metricsOf(service)).matchAll(/^sizewright_gate_requests\{state="\w+"\} (\d+)$/gm)
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0)
}
