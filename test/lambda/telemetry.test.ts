import type { Context } from 'aws-lambda'
import { expect, it, vi } from 'vitest'
import { observe } from '../../src/core/observe.ts'
import { createServe } from '../../src/core/serve.ts'
import { counted } from '../../src/lambda/counted.ts'
import { createTelemetry } from '../../src/lambda/telemetry.ts'
import { ending } from '../endings.ts'
import { jpegOf } from '../image/pictures.ts'
import { createWorld, roomy, upload } from '../world.ts'

const context: Context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'serve',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:serve',
  memoryLimitInMB: '1769',
  awsRequestId: '1',
  logGroupName: 'serve',
  logStreamName: '1',
  getRemainingTimeInMillis: () => 29_000,
  done() {},
  fail() {},
  succeed() {},
}

it('counts a decoder that ended without a verdict, and calls nobody refused for it', async () => {
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'Sizewright')
  vi.stubEnv('POWERTOOLS_DEV', 'true') // or it would write past the console
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false')
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {})
  const telemetry = createTelemetry()
  const world = createWorld()
  await upload(world.originals, 'boat.jpg', await jpegOf(40, 30))
  const { openPicture } = ending({ at: 'open', ending: 'memory', wasFed: true })
  const ports = { ...world, openPicture: observe(openPicture, telemetry), observer: telemetry }
  const serve = counted(createServe(ports, roomy()), telemetry)
  await telemetry.during(context, async () => {
    await expect(serve(world.catalogue.renditions.get('large')!, 'boat.jpg')).rejects.toThrow('it ended: memory')
  })
  const metrics = printed.mock.calls.map(([line]) => String(line)).find((line) => line.includes('_aws')) ?? ''
  expect(JSON.parse(metrics)).toMatchObject({ Unjudged: 1 })
  expect(metrics).not.toContain('Refused')
  vi.unstubAllEnvs()
  printed.mockRestore()
})
