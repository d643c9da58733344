import * as v from 'valibot'
import type { Clock } from './clock.ts'
import type { Deployment } from './deploy/deployment.ts'
import type { Queue } from './queue/queue.ts'
import { resourcesOf } from './template/resources.ts'

const schedule = v.object({
  ScheduleExpression: v.pipe(v.string(), v.regex(/^rate\(\d+ (?:minute|hour|day)s?\)$/)),
  Target: v.object({ Arn: v.literal('arn:aws:scheduler:::aws-sdk:sqs:startMessageMoveTask'), Input: v.string() }),
})
const move = v.object({ SourceArn: v.string(), DestinationArn: v.string() })

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** Does what the template has scheduled, as time goes by: messages are moved from one queue into another. */
export function startSchedules(
  { template, resolve }: Deployment,
  clock: Clock,
  queues: ReadonlyMap<string, Queue>,
): void {
  for (const { properties } of resourcesOf(template, resolve, 'AWS::Scheduler::Schedule', schedule)) {
    const { SourceArn, DestinationArn } = v.parse(move, JSON.parse(properties.Target.Input))
    const [from, to] = [queues.get(SourceArn), queues.get(DestinationArn)]
    if (from === undefined || to === undefined)
      throw new Error(`there are no queues ${SourceArn} and ${DestinationArn}`)
    void repeat(periodOf(properties.ScheduleExpression), clock, () => from.takeAll().forEach((body) => to.send(body)))
  }
}

async function repeat(periodMs: number, clock: Clock, work: () => void): Promise<never> {
  for (;;) {
    await clock.until(clock.now() + periodMs)
    work()
  }
}

function periodOf(expression: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? []
  if (unit !== 'minute' && unit !== 'hour' && unit !== 'day') throw new Error(`${expression} is not known here`)
  return Number(count) * UNIT_MS[unit]
}
