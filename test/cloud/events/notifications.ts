import * as v from 'valibot'
import type { Change } from '../../s3/objects.ts'
import type { Clock } from '../clock.ts'

/**
 * S3 takes so many for a bucket:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
 */
const MOST = 100

const queueConfiguration = v.object({
  QueueArn: v.string(),
  Events: v.array(v.string()),
  Filter: v.optional(
    v.object({ Key: v.object({ FilterRules: v.array(v.object({ Name: v.string(), Value: v.string() })) }) }),
  ),
})

type QueueConfiguration = v.InferOutput<typeof queueConfiguration>

const configuration = v.object({
  /** If it is there at all, the bucket tells EventBridge of everything. */
  EventBridgeConfiguration: v.optional(v.object({})),
  QueueConfigurations: v.optional(
    v.pipe(
      v.array(queueConfiguration),
      v.maxLength(MOST),
      v.check((all) => !all.some((one, index) => all.slice(index + 1).some((other) => overlap(one, other)))),
    ),
    [],
  ),
})

/** S3 refuses two for one event whose prefixes begin alike; that one kind of event is part of another is not looked at. */
function overlap(one: QueueConfiguration, other: QueueConfiguration): boolean {
  const [a, b] = [prefixOf(one), prefixOf(other)]
  return one.Events.some((event) => other.Events.includes(event)) && (a.startsWith(b) || b.startsWith(a))
}

function prefixOf({ Filter }: QueueConfiguration): string {
  return Filter?.Key.FilterRules.find(({ Name }) => Name.toLowerCase() === 'prefix')?.Value ?? ''
}

/** What a template says of one bucket's notifications, as CDK's custom resource has it. */
export const bucketNotifications = v.object({ BucketName: v.string(), NotificationConfiguration: configuration })

type Configuration = v.InferOutput<typeof bucketNotifications>

/** A message that S3 sends to a queue. */
export interface Notice {
  readonly queueArn: string
  readonly body: string
}

/** What S3 sends to every queue when the notifications are set, to see whether it may. */
export function testNotices({ BucketName, NotificationConfiguration }: Configuration, clock: Clock): Notice[] {
  const body = { Service: 'Amazon S3', Event: 's3:TestEvent', Time: timeOf(clock), Bucket: BucketName, RequestId: 'R1' }
  return NotificationConfiguration.QueueConfigurations.map(({ QueueArn }) => ({
    queueArn: QueueArn,
    body: JSON.stringify(body),
  }))
}

/** What S3 sends when an object was written or deleted. */
export function noticesOf(
  { BucketName, NotificationConfiguration }: Configuration,
  { bucket, key, event, etag, size }: Change,
  clock: Clock,
): Notice[] {
  if (bucket !== BucketName) return []
  const written = encodeAsForm(key)
  const record = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'eu-west-1',
    eventTime: timeOf(clock),
    eventName: event,
    s3: {
      s3SchemaVersion: '1.0',
      bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
      object: { key: written, size, eTag: etag, sequencer: '0055AED6DCD90281E5' },
    },
  }
  return NotificationConfiguration.QueueConfigurations.filter(
    ({ Events, Filter }) =>
      Events.some((pattern) => fits(pattern, event)) &&
      (Filter?.Key.FilterRules ?? []).every((rule) => passes(rule, written)),
  ).map(({ QueueArn }) => ({ queueArn: QueueArn, body: JSON.stringify({ Records: [record] }) }))
}

/** `s3:ObjectCreated:*` and the like. */
function fits(pattern: string, event: string): boolean {
  const name = pattern.replace(/^s3:/, '')
  return name.endsWith('*') ? event.startsWith(name.slice(0, -1)) : event === name
}

/** S3 holds a filter against the key as the event writes it. */
function passes({ Name, Value }: { Name: string; Value: string }, written: string): boolean {
  if (Name.toLowerCase() === 'prefix') return written.startsWith(Value)
  if (Name.toLowerCase() === 'suffix') return written.endsWith(Value)
  throw new Error(`S3 has no filter by ${Name}`)
}

function encodeAsForm(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
}

function timeOf(clock: Clock): string {
  return new Date(clock.now()).toISOString()
}
