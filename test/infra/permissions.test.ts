import { Key } from 'aws-cdk-lib/aws-kms'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { describe, expect, it } from 'vitest'
import { iamPatterns } from '../../infra/permissions.ts'
import { at, flat, isObject, type Json, listOf } from './json.ts'
import { synth, type Synthesized } from './synth.ts'

/** Everything a role may do, one `action resource` each. */
function permissionsOf({ resources }: Synthesized, role: string): string[] {
  return resources('AWS::IAM::Policy')
    .filter(({ properties }) => listOf(at(properties, 'Roles')).some((one) => flat(one) === `<${role}>`))
    .flatMap(({ properties }) => listOf(at(properties, 'PolicyDocument', 'Statement')))
    .flatMap(allowed)
    .sort()
}

function allowed(statement: Json): string[] {
  const condition = at(statement, 'Condition')
  const when = condition === undefined ? '' : ` when ${JSON.stringify(condition)}`
  expect(at(statement, 'Effect')).toBe('Allow')
  return listOf(at(statement, 'Action')).flatMap((action) =>
    listOf(at(statement, 'Resource')).map((resource) => `${flat(action)} ${flat(resource)}${when}`),
  )
}

const looking = [
  's3:ListBucket <Errors.Arn>',
  's3:ListBucket <Originals.Arn>',
  's3:ListBucket <Processed.Arn>',
  's3:GetObject <Originals.Arn>/*',
]
const PURGE =
  'cloudfront:CreateInvalidation arn:<AWS::Partition>:cloudfront::<AWS::AccountId>:distribution/<Distribution>'
const logsOf = (name: string) => [`logs:CreateLogStream <${name}Log.Arn>`, `logs:PutLogEvents <${name}Log.Arn>`]

describe('what the functions may do', () => {
  const all = synth()

  it('is for serve to read, to store and to ask, but never to delete or purge', () =>
    expect(permissionsOf(all, 'ServeRole')).toEqual(
      [
        ...logsOf('Serve'),
        ...looking,
        's3:GetObject <Processed.Arn>/*',
        's3:PutObject <Processed.Arn>/*',
        's3:GetObject <Errors.Arn>/*',
        'sqs:SendMessage <Queue.Arn>',
      ].sort(),
    ))

  it('is for reconcile to keep both buckets, to purge this distribution, and to take from the queue', () =>
    expect(permissionsOf(all, 'ReconcileRole')).toEqual(
      [
        ...logsOf('Reconcile'),
        ...looking,
        ...['Processed', 'Errors'].flatMap((bucket) =>
          ['Get', 'Put', 'Delete'].map((verb) => `s3:${verb}Object <${bucket}.Arn>/*`),
        ),
        PURGE,
        ...['Send', 'Receive', 'Delete'].map((verb) => `sqs:${verb}Message <Queue.Arn>`),
        'sqs:ChangeMessageVisibility <Queue.Arn>',
        'sqs:GetQueueAttributes <Queue.Arn>',
      ].sort(),
    ))

  it('reaches the public prefixes of the originals only, and lists all of it to know what is missing', () => {
    const some = synth({ config: { prefixes: ['photos/', 'photos/2024/', 'a*?$b/'] } })
    for (const role of ['ServeRole', 'ReconcileRole']) {
      expect(permissionsOf(some, role).filter((one) => one.includes('<Originals.Arn>'))).toEqual([
        's3:GetObject <Originals.Arn>/a${*}${?}${$}b/*',
        's3:GetObject <Originals.Arn>/photos/*',
        's3:ListBucket <Originals.Arn>',
      ])
    }
  })

  it('includes the key of the originals where they have one', () => {
    const encrypted = synth((stack) => ({
      originals: Bucket.fromBucketAttributes(stack, 'Uploads', {
        bucketName: 'uploads',
        encryptionKey: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:111122223333:key/k'),
      }),
    }))
    for (const role of ['ServeRole', 'ReconcileRole']) {
      expect(permissionsOf(encrypted, role).filter((one) => one.startsWith('kms:'))).toEqual([
        'kms:Decrypt arn:aws:kms:eu-central-1:111122223333:key/k',
      ])
      expect(permissionsOf(encrypted, role)).toContain('s3:GetObject arn:<AWS::Partition>:s3:::uploads/*')
    }
  })
})

describe('what else may be done', () => {
  const all = synth({ config: { prefixes: ['photos/'] } })
  const ofRollout = 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>'

  it('is for a rollout to list, to call reconcile, to report, to purge, and to start its own parts', () =>
    expect(permissionsOf(all, 'RolloutRole').filter((one) => !/^(?:logs|xray):/.test(one))).toEqual(
      [
        's3:ListBucket <Originals.Arn> when {"StringLike":{"s3:prefix":["photos/*"]}}',
        's3:ListBucket <Processed.Arn>',
        's3:ListBucket <Errors.Arn>',
        'lambda:InvokeFunction <Reconcile.Arn>',
        PURGE,
        's3:PutObject <Logs.Arn>/rollouts/*',
        's3:GetObject <Logs.Arn>/rollouts/*',
        's3:ListMultipartUploadParts <Logs.Arn>/rollouts/*',
        's3:AbortMultipartUpload <Logs.Arn>/rollouts/*',
        'states:StartExecution <Rollout>',
        ...['Describe', 'Stop', 'Redrive'].flatMap((verb) =>
          [':*', '/*:*'].map((rest) => `states:${verb}Execution ${ofRollout}:execution:<Rollout.Name>${rest}`),
        ),
        `states:DescribeMapRun ${ofRollout}:mapRun:<Rollout.Name>/*:*`,
      ].sort(),
    ))

  it('is for the purge to purge', () =>
    expect(permissionsOf(all, 'PurgeAllRole').filter((one) => !/^(?:logs|xray):/.test(one))).toEqual([PURGE]))

  it('is for the redrive to move dead letters into the queue', () =>
    expect(permissionsOf(all, 'RedriveRole')).toEqual([
      'sqs:DeleteMessage <DeadLetters.Arn>',
      'sqs:GetQueueAttributes <DeadLetters.Arn>',
      'sqs:ReceiveMessage <DeadLetters.Arn>',
      'sqs:SendMessage <Queue.Arn>',
      'sqs:StartMessageMoveTask <DeadLetters.Arn>',
    ]))

  it('is for the distribution to read stored objects, not to list them, and to call the function by its URL', () => {
    const statements = listOf(
      at(all.resource('AWS::S3::BucketPolicy', 'ProcessedPolicy').properties, 'PolicyDocument', 'Statement'),
    )
    const ofEdge = statements.filter((one) => at(one, 'Principal', 'Service') === 'cloudfront.amazonaws.com')
    const source = 'arn:<AWS::Partition>:cloudfront::<AWS::AccountId>:distribution/<Distribution>'
    expect(ofEdge).toHaveLength(1)
    expect(at(ofEdge[0], 'Action')).toBe('s3:GetObject')
    expect(flat(at(ofEdge[0], 'Resource'))).toBe('<Processed.Arn>/*')
    expect(flat(at(ofEdge[0], 'Condition', 'StringEquals', 'AWS:SourceArn'))).toBe(source)
    const calls = all.resources('AWS::Lambda::Permission').map(({ properties }) => ({
      action: at(properties, 'Action'),
      of: flat(at(properties, 'FunctionName')),
      by: [at(properties, 'Principal'), flat(at(properties, 'SourceArn'))],
      viaUrl: at(properties, 'InvokedViaFunctionUrl'),
    }))
    const call = { of: '<ServeFunctionUrl.FunctionArn>', by: ['cloudfront.amazonaws.com', source] }
    expect(calls).toEqual([
      { ...call, action: 'lambda:InvokeFunctionUrl', viaUrl: undefined },
      { ...call, action: 'lambda:InvokeFunction', viaUrl: true },
    ])
  })
})

it('services that work for anybody may use a role for this account only', () => {
  const all = synth({ rolloutOnDeploy: true })
  const trusted = all.resources('AWS::IAM::Role').flatMap(({ properties }) =>
    listOf(at(properties, 'AssumeRolePolicyDocument', 'Statement')).map((statement) => ({
      service: flat(at(statement, 'Principal', 'Service')),
      account: flat(at(statement, 'Condition', 'StringEquals', 'aws:SourceAccount')),
    })),
  )
  const others = trusted.filter(({ service }) => service !== 'lambda.amazonaws.com')
  expect(new Set(others.map(({ service }) => service))).toEqual(
    new Set(['states.amazonaws.com', 'events.amazonaws.com', 'scheduler.amazonaws.com']),
  )
  expect(others.filter(({ account }) => account !== '<AWS::AccountId>')).toEqual([])
})

it('no policy is longer than IAM takes, however many and long the prefixes are', () => {
  const prefixes = Array.from({ length: 33 }, (_, index) => `${'a-long-name-'.repeat(8)}🚢${10 + index}/`)
  const { resources } = synth({ config: { prefixes } })
  const managed = resources('AWS::IAM::ManagedPolicy')
  expect(managed.length).toBeGreaterThan(0)
  for (const { properties } of managed) expect(spelled(properties)).toBeLessThanOrEqual(6144)
  for (const { properties } of resources('AWS::IAM::Policy')) expect(spelled(properties)).toBeLessThanOrEqual(10_240)
  const allowed = [...managed, ...resources('AWS::IAM::Policy')]
    .map(({ properties }) => JSON.stringify(properties))
    .join()
  for (const pattern of prefixes.flatMap(iamPatterns)) expect(allowed.split(`/${pattern}`).length - 1).toBe(2) // serve and reconcile
})

/** The characters that IAM counts, with a name as CloudFormation makes them in the place of each reference. */
function spelled(properties: Json): number {
  const arn = 'arn:aws:s3:::sizewright-imagesoriginals12345678-123456789abc'
  const text = JSON.stringify(at(properties, 'PolicyDocument'), (_, value: Json) =>
    isObject(value) && ('Fn::Join' in value || 'Fn::GetAtt' in value || 'Ref' in value)
      ? flat(value).replaceAll(/<[^<>]*>/g, arn)
      : value,
  )
  return text.length
}
