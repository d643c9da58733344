import { Bucket } from 'aws-cdk-lib/aws-s3'
import { describe, expect, it } from 'vitest'
import type { EventSource } from '../../infra/s3-events.ts'
import { at, flat, listOf } from './json.ts'
import { synth, type Synthesized } from './synth.ts'

const imported = (originalsEvents: EventSource, prefixes = ['']) =>
  synth((stack) => ({
    originals: Bucket.fromBucketName(stack, 'Uploads', 'uploads'),
    originalsEvents,
    config: { prefixes },
  }))

/** `event prefix` of everything that the bucket notifies the queue of. */
function notified({ resource }: Synthesized): string[] {
  const { properties } = resource('Custom::S3BucketNotifications')
  return listOf(at(properties, 'NotificationConfiguration', 'QueueConfigurations')).map((one) => {
    expect(flat(at(one, 'QueueArn'))).toBe('<Queue.Arn>')
    const [rule] = listOf(at(one, 'Filter', 'Key', 'FilterRules'))
    return `${flat(at(one, 'Events'))} ${rule === undefined ? '' : `${flat(at(rule, 'Name'))}=${flat(at(rule, 'Value'))}`}`
  })
}

describe('a new bucket', () => {
  it('notifies of everything that comes and goes, expired objects included, and of what is restored', () =>
    expect(notified(synth())).toEqual([
      's3:ObjectCreated:* ',
      's3:ObjectRemoved:* ',
      's3:LifecycleExpiration:* ',
      's3:ObjectRestore:Completed ',
    ]))

  it('notifies of public prefixes only, as S3 spells them, none within another', () => {
    const prefixes = ['photos/', 'photos/2024/', 'été (1+1)/*/']
    const spelled = ['photos/', '%C3%A9t%C3%A9+%281%2B1%29/%2A/']
    expect(notified(synth({ config: { prefixes } }))).toEqual([
      ...spelled.flatMap((prefix) => [
        `s3:ObjectCreated:* prefix=${prefix}`,
        `s3:ObjectRemoved:* prefix=${prefix}`,
        `s3:LifecycleExpiration:* prefix=${prefix}`,
      ]),
      ...spelled.map((prefix) => `s3:ObjectRestore:Completed prefix=${prefix}`),
    ])
  })

  it('notifies of all restores by one notification where S3 has no room for one a prefix', () => {
    const prefixes = (count: number) => Array.from({ length: count }, (_, number) => `photos-${number}/`)
    const restores = (count: number) =>
      notified(synth({ config: { prefixes: prefixes(count) } })).filter((one) => one.startsWith('s3:ObjectRestore'))
    expect(restores(25)).toHaveLength(25)
    expect(restores(33)).toEqual(['s3:ObjectRestore:Completed '])
  })

  it('can tell EventBridge instead, which is switched on for it', () => {
    const own = synth({ originalsEvents: 'eventbridge' })
    expect(at(own.resource('Custom::S3BucketNotifications').properties, 'NotificationConfiguration')).toEqual({
      EventBridgeConfiguration: {},
    })
    expect(own.resource('AWS::Events::Rule', 'OriginalsChanged')).toBeDefined()
  })
})

it('the queue takes messages of that bucket only, and only while it is ours', () => {
  for (const [own, bucket] of [
    [synth(), '<Originals.Arn>'],
    [imported('notifications'), 'arn:<AWS::Partition>:s3:::uploads'],
  ] as const) {
    const { properties } = own.resource('AWS::SQS::QueuePolicy', 'QueuePolicy')
    const statements = listOf(at(properties, 'PolicyDocument', 'Statement'))
    const [allowed, ...more] = statements.filter((one) => at(one, 'Effect') === 'Allow')
    expect(more).toEqual([])
    expect(allowed).toMatchObject({ Action: 'sqs:SendMessage', Principal: { Service: 's3.amazonaws.com' } })
    expect(flat(at(allowed, 'Condition', 'ArnLike', 'aws:SourceArn'))).toBe(bucket)
    expect(flat(at(allowed, 'Condition', 'StringEquals', 'aws:SourceAccount'))).toBe('<AWS::AccountId>')
  }
})

describe('an existing bucket', () => {
  it('gets its notifications added to those that it has', () => {
    const own = imported('notifications')
    expect(notified(own)).toHaveLength(4)
    expect(own.resource('Custom::S3BucketNotifications').properties).toMatchObject({
      BucketName: 'uploads',
      Managed: false,
    })
    expect(own.resources('AWS::S3::Bucket').map(({ properties }) => flat(at(properties, 'BucketName')))).not.toContain(
      'uploads',
    )
  })

  it('is listened to by a rule, and not touched, where it tells EventBridge', () => {
    const own = imported('eventbridge', ['photos/', 'été/'])
    expect(own.resources('Custom::S3BucketNotifications')).toEqual([])
    const { properties } = own.resource('AWS::Events::Rule', 'OriginalsChanged')
    expect(at(properties, 'EventPattern')).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created', 'Object Deleted', 'Object Restore Completed'],
      detail: { bucket: { name: ['uploads'] }, object: { key: [{ prefix: 'photos/' }, { prefix: 'été/' }] } },
    })
    expect(flat(at(properties, 'Targets', 0, 'Arn'))).toBe('<Queue.Arn>')
    expect(flat(at(properties, 'Targets', 0, 'DeadLetterConfig', 'Arn'))).toBe('<DeadLetters.Arn>')
  })

  it('is listened to for every key where all are public', () =>
    expect(
      at(
        imported('eventbridge').resource('AWS::Events::Rule', 'OriginalsChanged').properties,
        'EventPattern',
        'detail',
      ),
    ).toEqual({ bucket: { name: ['uploads'] } }))
})
