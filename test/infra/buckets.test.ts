import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { describe, expect, it } from 'vitest'
import { at, flat, listOf } from './json.ts'
import { synth, type Synthesized } from './synth.ts'

const all = synth()
const NAMES = ['Originals', 'Processed', 'Errors', 'Logs']
const bucket = (from: Synthesized, name: string) => from.resource('AWS::S3::Bucket', name)

describe('every bucket', () => {
  it.each(NAMES)('is closed to the public, encrypted, and reached by TLS only: %s', (name) => {
    const { properties } = bucket(all, name)
    expect(at(properties, 'PublicAccessBlockConfiguration')).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    })
    expect(
      at(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration', 0, 'ServerSideEncryptionByDefault'),
    ).toEqual({ SSEAlgorithm: 'AES256' })
    const policy = at(all.resource('AWS::S3::BucketPolicy', `${name}Policy`).properties, 'PolicyDocument', 'Statement')
    expect(listOf(policy)).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    )
  })

  it.each(NAMES.slice(0, 3))('logs who reads it, without ACLs: %s', (name) => {
    const logging = at(bucket(all, name).properties, 'LoggingConfiguration')
    expect(flat(at(logging, 'DestinationBucketName'))).toBe('<Logs>')
    expect(at(logging, 'LogFilePrefix')).toBe(`access/${name.toLowerCase()}/`)
    expect(at(bucket(all, 'Logs').properties, 'AccessControl')).toBeUndefined()
  })

  it.each(NAMES)('forgets what was uploaded in part: %s', (name) =>
    expect(listOf(at(bucket(all, name).properties, 'LifecycleConfiguration', 'Rules'))).toContainEqual(
      expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, Status: 'Enabled' }),
    ),
  )

  it.each(NAMES)('outlives the stack, unless that was never there or is a trial: %s', (name) => {
    expect(at(bucket(all, name).json, 'DeletionPolicy')).toBe('RetainExceptOnCreate')
    expect(at(bucket(all, name).json, 'UpdateReplacePolicy')).toBe('Retain')
    const trial = synth({ removalPolicy: RemovalPolicy.DESTROY })
    expect(at(bucket(trial, name).json, 'DeletionPolicy')).toBe('Delete')
    expect(trial.resources('Custom::S3AutoDeleteObjects')).toHaveLength(NAMES.length)
  })
})

describe('lifecycles', () => {
  const days = (from: Synthesized, name: string) =>
    listOf(at(bucket(from, name).properties, 'LifecycleConfiguration', 'Rules'))
      .map((rule) => at(rule, 'ExpirationInDays'))
      .filter((value) => value !== undefined)

  it('let old errors and logs go, and never an original or a rendition', () => {
    expect(days(all, 'Errors')).toEqual([90])
    expect(days(all, 'Logs')).toEqual([90])
    expect(days(all, 'Originals')).toEqual([])
    expect(days(all, 'Processed')).toEqual([])
  })

  it('are as long as somebody wants them', () => {
    const own = synth({ errorRetention: Duration.days(7), logRetention: RetentionDays.ONE_WEEK })
    expect(days(own, 'Errors')).toEqual([7])
    expect(days(own, 'Logs')).toEqual([7])
    expect(days(synth({ logRetention: RetentionDays.INFINITE }), 'Logs')).toEqual([])
  })
})

it('lets every page read what is stored; who may get it at all is another matter', () => {
  expect(at(bucket(all, 'Processed').properties, 'CorsConfiguration', 'CorsRules')).toEqual([
    { AllowedOrigins: ['*'], AllowedMethods: ['GET', 'HEAD'] },
  ])
  expect(at(bucket(all, 'Errors').properties, 'CorsConfiguration')).toBeUndefined()
})

describe('originals', () => {
  it('can be uploaded by the pages of some origins', () => {
    const own = synth({ uploadOrigins: ['https://www.example.com'] })
    expect(at(bucket(own, 'Originals').properties, 'CorsConfiguration', 'CorsRules')).toEqual([
      {
        AllowedOrigins: ['https://www.example.com'],
        AllowedMethods: ['PUT', 'POST'],
        AllowedHeaders: ['*'],
        ExposedHeaders: ['ETag'],
        MaxAge: 3000,
      },
    ])
    expect(at(bucket(all, 'Originals').properties, 'CorsConfiguration')).toBeUndefined()
  })

  it('can keep their older versions', () => {
    expect(at(bucket(synth({ versioned: true }), 'Originals').properties, 'VersioningConfiguration')).toEqual({
      Status: 'Enabled',
    })
    expect(at(bucket(all, 'Originals').properties, 'VersioningConfiguration')).toBeUndefined()
  })

  it('can lie in a bucket of the same stack', () => {
    const own = synth((stack) => ({ originals: new Bucket(stack, 'Uploads') }))
    expect(own.resources('AWS::S3::Bucket').map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([
      'Uploads',
      'ImagesLogs',
      'ImagesProcessed',
      'ImagesErrors',
    ])
    expect(flat(at(own.resource('Custom::S3BucketNotifications').properties, 'BucketName'))).toBe('<Uploads>')
  })
})
