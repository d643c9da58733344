import { expect, it } from 'vitest'
import * as v from 'valibot'
import { eventOf } from '../cloud/lambda/source.ts'
import { useCloud } from '../cloud/use.ts'
import { jpegOf } from '../image/pictures.ts'
import { urlEvent } from '../lambda/url-event.ts'
import { streamedBy, useRuntime } from './running.ts'

const openCloud = useCloud()
const run = useRuntime()
const BOAT = 'photos/boat.jpg'

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(1024))
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const embedded = v.object({
  Timestamp: v.pipe(v.number(), v.integer()),
  CloudWatchMetrics: v.pipe(
    v.array(
      v.strictObject({
        Namespace: v.literal('Sizewright'),
        Dimensions: v.array(v.pipe(v.array(name), v.minLength(1), v.maxLength(30))),
        Metrics: v.pipe(
          v.array(v.strictObject({ Name: name, Unit: v.picklist(['Count', 'Milliseconds', 'Bytes']) })),
          v.maxLength(100),
        ),
      }),
    ),
    v.minLength(1),
  ),
})
const value = v.union([v.number(), v.pipe(v.array(v.number()), v.minLength(1), v.maxLength(100))])

/** The line as CloudWatch reads it: its metrics with their values. @throws where it would read none */
function metricsIn(line: string): [string, unknown][] {
  const members = v.parse(v.looseObject({ _aws: embedded }), JSON.parse(line))
  return members._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) => {
    for (const dimension of Dimensions.flat()) v.parse(name, members[dimension])
    return Metrics.map(({ Name }): [string, unknown] => [Name, v.parse(value, members[Name])])
  })
}

it('metrics are lines that CloudWatch reads, one an invocation, printed before the next event is taken', async () => {
  const cloud = await openCloud()
  cloud.events.hold()
  const { queue, serve: front, reconcile: behind } = cloud.stack()
  const [serve, reconcile] = [await run(front), await run(behind)]
  await cloud.originals.put(BOAT, await jpegOf(800, 600))
  for (const path of [`/medium/${BOAT}`, '/medium/photos/none.jpg']) {
    const invocation = serve.invoke(urlEvent(path))
    await streamedBy(invocation)
    await invocation.over
  }
  queue.send(JSON.stringify({ key: BOAT }))
  await cloud.originals.put(BOAT, await jpegOf(900, 600))
  await reconcile.invoke(eventOf(queue, queue.receive(10))).over
  const [made, missing, ...more] = serve.logs.map((line) => Object.fromEntries(metricsIn(line)))
  expect(made).toMatchObject({ Renders: [1, 1, 1, 1, 1, 1], BytesIn: expect.any(Number) })
  expect([missing, more]).toEqual([{ NotFound: 1 }, []])
  const replaced = reconcile.logs.flatMap(metricsIn)
  expect(Object.fromEntries(replaced)).toMatchObject({ Renders: [1, 1, 1, 1, 1, 1], Purges: 1 })
})
