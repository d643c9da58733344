import { readFile } from 'node:fs/promises'
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PriceClass } from 'aws-cdk-lib/aws-cloudfront'
import { Architecture } from 'aws-cdk-lib/aws-lambda'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { describe, expect, it } from 'vitest'
import { propsFromContext } from '../../infra/context.ts'
import type { ImageServiceProps } from '../../infra/props.ts'

const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/c'
const webAclArn = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b'

type Reached = readonly [context: Record<string, string>, prop: unknown]

/** What says each prop, and what it then is. The compiler asks for one that is missing; `sizewright.config.ts` is the rest. */
const reached: Record<Exclude<keyof ImageServiceProps, 'config' | 'configFolder'>, Reached> = {
  originals: [{ originals: 'uploads' }, expect.objectContaining({ bucketName: 'uploads' })],
  originalsEvents: [{ originalsEvents: 'eventbridge' }, 'eventbridge'],
  uploadOrigins: [
    { uploadOrigins: 'https://a.example.com,https://b.example.com' },
    ['https://a.example.com', 'https://b.example.com'],
  ],
  versioned: [{ versioned: 'true' }, true],
  domainNames: [{ domainNames: 'a.example.com,b.example.com' }, ['a.example.com', 'b.example.com']],
  certificate: [{ certificateArn }, expect.objectContaining({ certificateArn })],
  webAclId: [{ webAclArn }, webAclArn],
  rateLimit: [{ rateLimit: '2000' }, 2000],
  trustedKeyGroups: [
    { trustedKeyGroups: 'one,two' },
    [expect.objectContaining({ keyGroupId: 'one' }), expect.objectContaining({ keyGroupId: 'two' })],
  ],
  priceClass: [{ priceClass: 'PriceClass_100' }, PriceClass.PRICE_CLASS_100],
  viewerLogs: [{ viewerLogs: 'visits' }, expect.objectContaining({ bucketName: 'visits' })],
  alarmEmail: [{ alarmEmail: 'ops@example.com' }, 'ops@example.com'],
  monthlyBudget: [{ monthlyBudget: '12.5' }, 12.5],
  logRetention: [{ logRetention: '30' }, RetentionDays.ONE_MONTH],
  errorRetention: [{ errorRetention: '7' }, Duration.days(7)],
  architecture: [{ architecture: 'x86_64' }, Architecture.X86_64],
  memorySize: [{ memorySize: '3008' }, 3008],
  accountConcurrency: [{ accountConcurrency: '1000' }, 1000],
  serveConcurrency: [{ serveConcurrency: '100' }, 100],
  reconcileConcurrency: [{ reconcileConcurrency: '5' }, 5],
  rolloutConcurrency: [{ rolloutConcurrency: '6' }, 6],
  rolloutOnDeploy: [{ rolloutOnDeploy: 'true' }, true],
  serviceName: [{ serviceName: 'shop' }, 'shop'],
  removalPolicy: [{ removalPolicy: 'destroy' }, RemovalPolicy.DESTROY],
}

const readFrom = (context: Record<string, unknown>) =>
  propsFromContext(new Stack(new App({ context, treeMetadata: false }), 'Test'))

describe('every prop is reached from the context', () => {
  it.each(Object.entries(reached))('%s, and only that', (name, [context, value]) => {
    expect(readFrom(context)).toEqual({ props: { [name]: value }, faults: [] })
  })

  it.each(Object.entries(reached))('%s, and docs/operating.md says so', async (_, [context]) => {
    const operating = await readFile(new URL('../../docs/operating.md', import.meta.url), 'utf8')
    const rows = operating.split('\n').filter((line) => line.startsWith('| `'))
    for (const name of Object.keys(context))
      expect(
        rows.filter((row) => row.includes(`\`${name}\``)),
        name,
      ).not.toEqual([])
  })
})

it('nothing said is nothing said', () =>
  expect(readFrom({ originals: '', versioned: undefined })).toEqual({ props: {}, faults: [] }))

it('cdk.json says numbers, booleans and lists as they are', () =>
  expect(
    readFrom({ rateLimit: 2000, versioned: false, domainNames: ['a.example.com'], logRetention: 7 }).props,
  ).toEqual({
    rateLimit: 2000,
    versioned: false,
    domainNames: ['a.example.com'],
    logRetention: RetentionDays.ONE_WEEK,
  }))

it('what makes no sense is named, all at once', () => {
  const { faults } = readFrom({
    rateLimit: 'many',
    versioned: 'yes',
    architecture: 'mips',
    logRetention: '31',
    errorRetention: '1.5',
    originals: 'Bad_Bucket',
    originalsKeyArn: 'key',
    certificateArn: 'xyz',
    alarmEmail: 'nomail',
  })
  expect(faults.toSorted()).toEqual([
    "alarmEmail: must be an address like ops@example.com, but is 'nomail'",
    "architecture: must be 'arm64' or 'x86_64', but is 'mips'",
    "certificateArn: must be an ARN, but is 'xyz'",
    "errorRetention: must be a whole number of days, but is '1.5'",
    expect.stringMatching(/^logRetention: must be '1', '3', '5', .* or 'infinite', but is '31'$/),
    "originals: must be the name of a bucket, but is 'Bad_Bucket'",
    "originalsKeyArn: must be an ARN, but is 'key'",
    "rateLimit: must be a number, but is 'many'",
    "versioned: must be 'true' or 'false', but is 'yes'",
  ])
})

it('a list may be written with spaces', () =>
  expect(readFrom({ uploadOrigins: 'https://a.example.com, https://b.example.com' }).props).toEqual({
    uploadOrigins: ['https://a.example.com', 'https://b.example.com'],
  }))
