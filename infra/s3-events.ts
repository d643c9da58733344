import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { BucketNotificationDestinationType, EventType, type IBucketNotificationDestination } from 'aws-cdk-lib/aws-s3'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { acknowledgeProvider } from './acknowledge.ts'
import type { Queues } from './queues.ts'
import type { AnyBucket } from './buckets.ts'

/** CDK's function that writes the notifications into a bucket. */
const NOTIFIER = 'BucketNotificationsHandler050a0587b7544547bf325f094a3db834'

/** How the queue learns that an original came, changed, went or was restored. */
export type EventSource = 'notifications' | 'eventbridge'

/** S3 does not count the expiry of an object by a lifecycle rule among the removals; we do. */
const KINDS = [EventType.OBJECT_CREATED, EventType.OBJECT_REMOVED, EventType.LIFECYCLE_EXPIRATION]
/**
 * An archived original can be read again, be it from a storage class or a tier of Intelligent-Tiering. That it is archived,
 * or its restored copy expires, changes nothing. https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
 */
const RESTORED = EventType.OBJECT_RESTORE_COMPLETED

/** S3 takes so many notifications for a bucket, and each prefix needs one of every kind. */
const MOST_NOTIFICATIONS = 100
/** Restores are told of by one notification where there is no room for one a prefix. */
export const MOST_NOTIFIED_PREFIXES = Math.floor((MOST_NOTIFICATIONS - 1) / KINDS.length)

/**
 * Sends the events of public originals, and of no others, into the queue: S3 notifications, or what EventBridge passes on.
 *
 * @param prefixes the public ones, none of which lies in another
 */
export function sendEvents(
  scope: Construct,
  originals: AnyBucket,
  source: EventSource,
  prefixes: readonly string[],
  queues: Queues,
): void {
  if (source === 'notifications') sendNotifications(originals, prefixes, queues)
  else sendFromEventBridge(scope, originals, prefixes, queues)
  acknowledgeProvider(scope, NOTIFIER)
}

function sendNotifications(originals: AnyBucket, prefixes: readonly string[], { queue }: Queues): void {
  const destination = queueDestination(queue)
  const notify = (kind: EventType, prefix: string) => {
    const filters = prefix === '' ? [] : [{ prefix: notificationFilter(prefix) }]
    originals.addEventNotification(kind, destination, ...filters)
  }
  for (const prefix of prefixes) for (const kind of KINDS) notify(kind, prefix)
  for (const prefix of restorable(prefixes)) notify(RESTORED, prefix)
}

/**
 * The prefixes whose restores are told of: all keys where there is no room for each of them. Of a key outside the
 * prefixes nothing is read; what is asked for is only whether anything was made of it.
 */
function restorable(prefixes: readonly string[]): readonly string[] {
  return prefixes.length * (KINDS.length + 1) <= MOST_NOTIFICATIONS ? prefixes : ['']
}

/**
 * The queue, as a destination of S3's. CDK's own allows any bucket with this name to send, in whichever account it is
 * made when this one is gone: the ARN of a bucket does not say whose it is.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
 */
function queueDestination(queue: Queue): IBucketNotificationDestination {
  return {
    bind(_, bucket) {
      const { policyDependable } = queue.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('s3.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [queue.queueArn],
          conditions: {
            ArnLike: { 'aws:SourceArn': bucket.bucketRef.bucketArn },
            StringEquals: { 'aws:SourceAccount': bucket.env.account },
          },
        }),
      )
      return {
        arn: queue.queueArn,
        type: BucketNotificationDestinationType.QUEUE,
        ...(policyDependable !== undefined && { dependencies: [policyDependable] }),
      }
    },
  }
}

/** An event that cannot be delivered goes to the dead-letter queue, and comes back from there with the others. */
function sendFromEventBridge(
  scope: Construct,
  originals: AnyBucket,
  prefixes: readonly string[],
  { queue, deadLetters }: Queues,
): Rule {
  return new Rule(scope, 'OriginalsChanged', {
    description: 'Sizewright: an original came, changed, went or was restored',
    eventPattern: eventPattern(originals.bucketName, prefixes),
    targets: [new SqsQueue(queue, { deadLetterQueue: deadLetters })],
  })
}

function eventPattern(bucket: string, prefixes: readonly string[]): EventPattern {
  const detail: EventPattern['detail'] = { bucket: { name: [bucket] } }
  const object = { key: prefixes.map((prefix) => ({ prefix })) }
  return {
    source: ['aws.s3'],
    detailType: ['Object Created', 'Object Deleted', 'Object Restore Completed'],
    detail: prefixes.includes('') ? detail : { ...detail, object },
  }
}

/**
 * How many characters EventBridge takes for a pattern; AWS raises it for those who ask, to 4,096 at most.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
export const LONGEST_PATTERN = 2048

/** How many characters the pattern for these prefixes has, with the longest name that a bucket can have. */
export function patternLength(prefixes: readonly string[]): number {
  return JSON.stringify(eventPattern('x'.repeat(63), prefixes)).length
}

/**
 * Writes a prefix as the filter of an S3 notification, which S3 compares with the key as it is written in the event: a
 * space is a plus sign, and whatever is special is percent-encoded.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
 */
export function notificationFilter(prefix: string): string {
  return encodeURIComponent(prefix)
    .replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
}
