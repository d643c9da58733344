import { expect, it } from 'vitest'
import { at, flat, listOf } from './json.ts'
import { synth } from './synth.ts'

const all = synth({ reconcileConcurrency: 7 })
const fortnight = 14 * 24 * 3600

it('keeps every message, dead ones too, for as long as SQS keeps any, and encrypted', () => {
  for (const name of ['Queue', 'DeadLetters']) {
    expect(all.resource('AWS::SQS::Queue', name).properties).toMatchObject({
      MessageRetentionPeriod: fortnight,
      SqsManagedSseEnabled: true,
    })
  }
  expect(flat(at(all.resource('AWS::SQS::Queue', 'Queue').properties, 'RedrivePolicy', 'deadLetterTargetArn'))).toBe(
    '<DeadLetters.Arn>',
  )
})

it('takes nothing that is not encrypted on its way', () => {
  for (const name of ['QueuePolicy', 'DeadLettersPolicy']) {
    const statements = listOf(at(all.resource('AWS::SQS::QueuePolicy', name).properties, 'PolicyDocument', 'Statement'))
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 'sqs:*',
        Principal: { AWS: '*' },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    )
  }
})

it('gives the dead letters another try by itself, without code of ours', () => {
  const { properties } = all.resource('AWS::Scheduler::Schedule')
  expect(at(properties, 'ScheduleExpression')).toBe('rate(6 hours)')
  expect(flat(at(properties, 'Target', 'Arn'))).toBe(
    'arn:<AWS::Partition>:scheduler:::aws-sdk:sqs:startMessageMoveTask',
  )
  expect(JSON.parse(flat(at(properties, 'Target', 'Input')))).toEqual({
    SourceArn: '<DeadLetters.Arn>',
    DestinationArn: '<Queue.Arn>',
  })
  expect(flat(at(properties, 'Target', 'RoleArn'))).toBe('<RedriveRole.Arn>')
})

it('gives reconcile small batches, not too many at once, and takes back only what failed', () => {
  const { properties } = all.resource('AWS::Lambda::EventSourceMapping')
  expect(properties).toMatchObject({
    BatchSize: 5,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 7 },
  })
  expect(flat(at(properties, 'EventSourceArn'))).toBe('<Queue.Arn>')
  expect(flat(at(properties, 'FunctionName'))).toBe('<Reconcile>')
})
