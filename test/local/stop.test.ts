import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { eventually, filesBelow, folders, launch, metricsOf, type Running, start } from './running.ts'

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

/** How many requests are inside of the gate or wait before it. */
async function gateOf(service: Running): Promise<number> {
  const counts = (await metricsOf(service)).matchAll(/^sizewright_gate_requests\{state="\w+"\} (\d+)$/gm)
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0)
}
