import { expect, it } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { alarm, resourcesOf } from './template/resources.ts'
import { useCloud } from './use.ts'

const start = useCloud()
const BOAT = 'photos/boat.jpg'

interface Emf {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string
      readonly Dimensions: readonly (readonly string[])[]
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[]
    }[]
  }
  readonly [name: string]: unknown
}

function metricsOf(lines: readonly string[]): Emf[] {
  return lines.filter((line) => line.includes('"_aws"')).map((line): Emf => JSON.parse(line))
}

function unitsOf(lines: readonly string[]): Record<string, string> {
  const all = metricsOf(lines).flatMap(({ _aws }) => _aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics))
  return Object.fromEntries(all.map(({ Name, Unit }) => [Name, Unit]))
}

it('both functions count what they do, where the alarms look for it', async () => {
  const cloud = await start()
  const { serve, reconcile, template, resolve } = cloud.stack()
  await cloud.originals.put(BOAT, await jpegOf(400, 300)) // larger than a poster, which is `medium` otherwise
  await cloud.settle()
  await cloud.get('/medium/photos/none.jpg')
  await cloud.get(`/poster/${BOAT}`)
  await cloud.originals.put(BOAT, await jpegOf(90, 60))
  await cloud.settle()
  await cloud.originals.put(BOAT, Buffer.from('no picture'))
  await cloud.settle()
  const stages = {
    ReadDuration: 'Milliseconds',
    DecodeDuration: 'Milliseconds',
    EncodeDuration: 'Milliseconds',
    BytesIn: 'Bytes',
    BytesOut: 'Bytes',
    Renders: 'Count',
  }
  expect(unitsOf(serve.logs)).toEqual({ ...stages, NotFound: 'Count' })
  expect(unitsOf(reconcile.logs)).toEqual({ ...stages, Refused: 'Count', Removed: 'Count', Purges: 'Count' })

  const watched = resourcesOf(template, resolve, 'AWS::CloudWatch::Alarm', alarm).flatMap(({ properties }) =>
    JSON.stringify(properties),
  )
  for (const line of metricsOf([...serve.logs, ...reconcile.logs])) {
    const [directive] = line._aws.CloudWatchMetrics
    expect([directive?.Namespace, directive?.Dimensions]).toEqual(['Sizewright', [['service']]])
  }
  expect(watched).not.toEqual([])
})

it('a fault is in the log with its key and its reason, and counted', async () => {
  const cloud = await start()
  const { reconcile } = cloud.stack()
  cloud.s3.fault({ bucket: cloud.errors.name, fault: { kind: 'refuse', status: 403, code: 'AccessDenied' } })
  await cloud.originals.put(BOAT, await jpegOf(80, 60))
  await cloud.settle()
  cloud.s3.clearFaults()
  const logged = reconcile.logs
    .filter((line) => line.includes('"level":"ERROR"'))
    .map((line): Record<string, unknown> => JSON.parse(line))
  expect(logged[0]).toMatchObject({ key: BOAT, error: { name: 'S3Fault' }, function_request_id: expect.any(String) })
  expect(metricsOf(reconcile.logs)).toContainEqual(expect.objectContaining({ Faults: 1 }))
})
