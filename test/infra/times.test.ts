import { expect, it } from 'vitest'
import { SWEEP_MS } from '../../src/core/ports.ts'
import { backoff } from '../../src/lambda/sqs.ts'
import { at, listOf } from './json.ts'
import { synth } from './synth.ts'

const all = synth()
const seconds = (type: string, name: string, property: string) =>
  Number(at(all.resource(type, name).properties, property))
const serve = seconds('AWS::Lambda::Function', 'Serve', 'Timeout')
const reconcile = seconds('AWS::Lambda::Function', 'Reconcile', 'Timeout')
const visibility = seconds('AWS::SQS::Queue', 'Queue', 'VisibilityTimeout')
const origins = listOf(at(all.resource('AWS::CloudFront::Distribution').properties, 'DistributionConfig', 'Origins'))
const fetch = Math.max(...origins.map((origin) => Number(at(origin, 'ResponseCompletionTimeout'))))

it('the template has the times that the service is built on', () =>
  expect({ serve, reconcile, visibility, fetches: origins.length, fetch, sweep: SWEEP_MS / 1000 }).toEqual({
    serve: 29,
    reconcile: 120,
    visibility: 720,
    fetches: 2,
    fetch: 60,
    sweep: 240,
  }))

it('a sweep is due when every older writer is dead and every fetch of what it replaced has ended', () => {
  expect(SWEEP_MS / 1000).toBeGreaterThan(Math.max(serve, reconcile) + fetch)
  expect(SWEEP_MS / 1000).toBeLessThanOrEqual(900) // SQS delays no longer
})

it('an edge waits longer for the function than it can take', () => {
  const read = Number(at(origins[1], 'CustomOriginConfig', 'OriginReadTimeout'))
  expect(read).toBeGreaterThan(serve)
  expect(read).toBeLessThanOrEqual(fetch)
})

it('a message is not given to others while it may still be worked on', () =>
  expect(visibility).toBeGreaterThanOrEqual(6 * reconcile))

it('a message outlives an hour in which everything fails, however the delays fall', () => {
  const receives = Number(at(all.resource('AWS::SQS::Queue', 'Queue').properties, 'RedrivePolicy', 'maxReceiveCount'))
  const waits = Array.from({ length: receives - 1 }, (_, index) => backoff(index + 1, 0))
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(3600)
  expect((receives - 1) * visibility).toBeGreaterThan(3600) // where no delay could be set
})
