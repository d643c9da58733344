import { Stack } from 'aws-cdk-lib'
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import { EventType } from 'aws-cdk-lib/aws-s3'
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import { notificationFilter, outermost } from './prefixes.ts'
import type { Queues } from './queues.ts'
import type { AnyBucket } from './buckets.ts'

/** How the queue learns that an original came, changed or went. */
export type EventSource = 'notifications' | 'eventbridge'

/** The expiry of an object by a rule of its bucket is no removal to S3, but to us. */
const KINDS = [EventType.OBJECT_CREATED, EventType.OBJECT_REMOVED, EventType.LIFECYCLE_EXPIRATION]

/** S3 takes a hundred notifications for a bucket, and each prefix needs one of every kind. */
export const MOST_NOTIFIED_PREFIXES = Math.floor(100 / KINDS.length)

/** Sends what happens to public originals, and to no others, into the queue. */
export function sendEvents(
  scope: Construct,
  originals: AnyBucket,
  source: EventSource,
  prefixes: readonly string[],
  queues: Queues,
): void {
  if (source === 'notifications') sendNotifications(originals, outermost(prefixes), queues)
  else sendFromEventBridge(scope, originals, outermost(prefixes), queues)
  acknowledgeNotifier(scope)
}

function sendNotifications(originals: AnyBucket, prefixes: readonly string[], { queue }: Queues): void {
  const destination = new SqsDestination(queue)
  for (const prefix of prefixes) {
    const filters = prefix === '' ? [] : [{ prefix: notificationFilter(prefix) }]
    for (const kind of KINDS) originals.addEventNotification(kind, destination, ...filters)
  }
}

/** What cannot be delivered ends among the dead letters, and comes back with them. */
function sendFromEventBridge(
  scope: Construct,
  originals: AnyBucket,
  prefixes: readonly string[],
  { queue, deadLetters }: Queues,
): Rule {
  const detail: EventPattern['detail'] = { bucket: { name: [originals.bucketName] } }
  const object = { key: prefixes.map((prefix) => ({ prefix })) }
  return new Rule(scope, 'OriginalsChanged', {
    description: 'Sizewright: an original came, changed or went',
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created', 'Object Deleted'],
      detail: prefixes.includes('') ? detail : { ...detail, object },
    },
    targets: [new SqsQueue(queue, { deadLetterQueue: deadLetters })],
  })
}

/** CDK's own function that writes the notifications into the bucket; there is one in a stack. */
function acknowledgeNotifier(scope: Construct): void {
  const notifier = Stack.of(scope).node.tryFindChild('BucketNotificationsHandler050a0587b7544547bf325f094a3db834')
  if (notifier === undefined) return
  acknowledge(
    notifier,
    'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    'CDK’s own function, which runs at deployments only; it writes its log',
  )
}
