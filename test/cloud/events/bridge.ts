import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import type { Change } from '../../s3/objects.ts'
import type { Clock } from '../clock.ts'
import type { Notice } from './notifications.ts'

const matchers = v.array(v.union([v.string(), v.strictObject({ prefix: v.string() })]))

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const LONGEST_PATTERN = 2048

/** A rule of EventBridge about objects in buckets, as a template has it. */
export const objectRule = v.object({
  EventPattern: v.pipe(
    v.strictObject({
      source: v.tuple([v.literal('aws.s3')]),
      'detail-type': matchers,
      detail: v.strictObject({
        bucket: v.strictObject({ name: matchers }),
        object: v.optional(v.strictObject({ key: matchers })),
      }),
    }),
    v.check((pattern) => JSON.stringify(pattern).length <= LONGEST_PATTERN),
  ),
  State: v.optional(v.literal('ENABLED')),
  Targets: v.array(
    v.object({ Arn: v.string(), Input: v.optional(v.undefined()), InputPath: v.optional(v.undefined()) }),
  ),
})

export type ObjectRule = v.InferOutput<typeof objectRule>

const TYPES = {
  'ObjectCreated:Put': 'Object Created',
  'ObjectRemoved:Delete': 'Object Deleted',
  'ObjectRestore:Completed': 'Object Restore Completed',
  'ObjectRestore:Delete': 'Object Restore Expired',
}

/** What a rule sends on when an object was written or deleted. Here a key is as it is. */
export function bridgedNotices({ EventPattern, Targets }: ObjectRule, change: Change, clock: Clock): Notice[] {
  const { detail } = EventPattern
  const type = TYPES[change.event]
  const fits =
    matches(EventPattern['detail-type'], type) &&
    matches(detail.bucket.name, change.bucket) &&
    (detail.object === undefined || matches(detail.object.key, change.key))
  if (!fits) return []
  const event = {
    version: '0',
    id: randomUUID(),
    'detail-type': type,
    source: 'aws.s3',
    account: '111122223333',
    time: new Date(clock.now()).toISOString(),
    region: 'eu-west-1',
    resources: [`arn:aws:s3:::${change.bucket}`],
    detail: {
      version: '0',
      bucket: { name: change.bucket },
      object: { key: change.key, size: change.size, etag: change.etag, sequencer: '0055AED6DCD90281E5' },
      'request-id': 'R1',
      reason: 'PutObject',
    },
  }
  return Targets.map(({ Arn }) => ({ queueArn: Arn, body: JSON.stringify(event) }))
}

function matches(allowed: v.InferOutput<typeof matchers>, value: string): boolean {
  return allowed.some((one) => (typeof one === 'string' ? one === value : value.startsWith(one.prefix)))
}
