import type { Clock } from '../clock.ts'
import { createQueue, type Queue } from '../queue/queue.ts'
import type { Template } from '../template/assembly.ts'
import type { Names } from '../template/names.ts'
import type { Resolve } from '../template/resolve.ts'
import { queue, resourcesOf } from '../template/resources.ts'

/** Makes the queues of the template, by their ARNs; those that are there already stay, with what is in them. */
export function deployQueues(
  template: Template,
  resolve: Resolve,
  names: Names,
  clock: Clock,
  byArn: Map<string, Queue>,
): void {
  const type = 'AWS::SQS::Queue'
  const found = resourcesOf(template, resolve, type, queue)

  function create(arn: string): Queue {
    const known = byArn.get(arn)
    if (known !== undefined) return known
    const own = found.find(({ id }) => names.attributeOf(id, type, 'Arn') === arn)
    if (own === undefined) throw new Error(`there is no queue ${arn}`)
    const { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy } = own.properties
    const created = createQueue(
      {
        name: own.id,
        arn,
        url: names.nameOf(own.id, type),
        visibilitySeconds: VisibilityTimeout,
        retentionSeconds: MessageRetentionPeriod,
        deadLetters:
          RedrivePolicy === undefined
            ? null
            : { queue: create(RedrivePolicy.deadLetterTargetArn), maxReceives: RedrivePolicy.maxReceiveCount },
      },
      clock,
    )
    byArn.set(arn, created)
    return created
  }

  for (const { id } of found) create(names.attributeOf(id, type, 'Arn'))
}
