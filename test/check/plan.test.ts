import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createAsk } from '../../src/check/ask.ts'
import type { Subject } from '../../src/check/check.ts'
import { headerChecks } from '../../src/check/headers.ts'
import { runChecks } from '../../src/check/outcomes.ts'
import { onDemand } from '../../src/check/both-origins.ts'
import { firstCheck, pictureChecks } from '../../src/check/pictures.ts'
import { planFor } from '../../src/check/plan.ts'
import { refusalChecks } from '../../src/check/refusals.ts'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { type Config, resolveConfig } from '../../src/config/config.ts'
import { readOptions } from '../../src/local/options.ts'
import { startServer } from '../../src/local/server.ts'
import { jpegOf } from '../image/pictures.ts'
import { runOnce } from '../local/running.ts'
import { startProxy } from './proxy.ts'
import { linesOf, recordRequests } from './recorded.ts'

const CONFIGS: readonly (readonly [string, Config])[] = [
  ['boat.jpg', {}],
  [
    'photos/été 1.jpg',
    {
      prefixes: ['photos/'],
      formats: ['avif', 'webp'],
      variants: { tile: { width: 20, height: 20, fit: 'cover' }, lazy: { width: 30, prewarm: false } },
    },
  ],
]

it.each(CONFIGS)('a plan is what is asked for then, no less and no more: %s', async (key, config) => {
  const settings = resolveConfig(config)
  const root = await mkdtemp(join(tmpdir(), 'sizewright-plan-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  await mkdir(dirname(join(root, 'pictures', key)), { recursive: true })
  await writeFile(join(root, 'pictures', key), await jpegOf(60, 40))
  const options = readOptions([join(root, 'pictures'), '--data', join(root, 'data'), '--port', '0', '--cors', '*'])
  const service = await startServer(options, settings, { report() {}, progress() {} })
  onTestFinished(() => service.close())
  await service.caughtUp
  const recorded = recordRequests()
  const ask = createAsk(await startProxy(service.url, { target: recorded.note }))
  const subject: Subject = { ask, key, settings, catalogue: createCatalogue(settings, []), patience: 0 }
  await ask('/')
  await Array.fromAsync(runChecks([firstCheck, ...pictureChecks, ...headerChecks, ...refusalChecks], subject))
  expect([...recorded.lines].toSorted()).toEqual([...linesOf(planFor(subject, null))].toSorted())
})

it.each<[string, Config]>([
  ['thumbnail', {}],
  ['w320', { widths: [480, 320] }],
  [
    'lazy',
    {
      widths: [480],
      variants: { tile: { width: 20 }, wide: { width: 900, prewarm: false }, lazy: { width: 30, prewarm: false } },
    },
  ],
])('what is surely made for the request is asked for in the size %s', (name, config) => {
  const settings = resolveConfig(config)
  const subject: Subject = {
    ask: () => expect.fail('asked'),
    key: 'a',
    settings,
    catalogue: createCatalogue(settings, []),
  }
  expect(onDemand(subject)).toBe(name)
})

it('check --dry-run says what it would do, and sends nothing', async () => {
  let requests = 0
  const server = createServer((_, response) => {
    requests += 1
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => server.close().closeAllConnections())
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const args = ['check', url, '--key', 'boat.jpg', '--upload-to', 's3://mine', '--account', '--dry-run']
  const env = { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: 'x' }
  const { code, output } = await runOnce(args, env)
  expect([code, requests]).toEqual([0, 0])
  expect(output).toMatch(/^Nothing is sent\. Without --dry-run there would be\n\n\d+ requests of http/)
  expect(output).toContain('\n  GET     /medium/boat.jpg  Accept: image/webp,*/*;q=0.5\n')
  expect(output).toContain('\n9 objects in s3://mine, all of which are deleted again:\n')
  expect(output).toContain('\n  PUT     sizewright-check/RANDOM/boat.jpg  and another picture in its place\n')
  expect(output).toContain('\n  lambda:GetAccountSettings\n')
  expect(Math.max(...output.split('\n').map((line) => line.length))).toBeLessThan(200)
  const wrong = await runOnce(['check', url, '--key', 'boat.jpg', '--upload-to', 'mine', '--dry-run'])
  expect([wrong.code, wrong.output]).toEqual([2, expect.stringContaining('must be like s3://bucket')])
})
