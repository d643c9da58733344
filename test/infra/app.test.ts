import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { at, flat, isObject, type Json, listOf } from './json.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sizewright-app-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs the app as `cdk` does, without bundling. */
async function run(context: Record<string, unknown>): Promise<Json> {
  await promisify(execFile)(process.execPath, ['infra/app.ts'], {
    cwd: root,
    env: {
      ...process.env,
      CDK_OUTDIR: folder,
      CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [], ...context }),
    },
  })
  return JSON.parse(await readFile(join(folder, 'Sizewright.template.json'), 'utf8'))
}

function resources(template: Json, type: string): Json[] {
  const all = at(template, 'Resources')
  return Object.values(isObject(all) ? all : {}).filter((one) => at(one, 'Type') === type)
}

it('says where everything is, and how to start a rollout', async () => {
  const outputs = at(await run({}), 'Outputs')
  const said = Object.entries(isObject(outputs) ? outputs : {}).map(([id, one]) => [id, flat(at(one, 'Value'))])
  expect(Object.fromEntries(said)).toEqual({
    Url: 'https://<Distribution.DomainName>',
    DistributionDomain: '<Distribution.DomainName>',
    OriginalsBucket: '<Originals>',
    ProcessedBucket: '<Processed>',
    ErrorsBucket: '<Errors>',
    DashboardUrl: expect.stringMatching(/#dashboards\/dashboard\/<Dashboard>$/),
    RolloutCommand: 'aws stepfunctions start-execution --region <AWS::Region> --state-machine-arn <Rollout>',
    PurgeCommand: 'aws stepfunctions start-execution --region <AWS::Region> --state-machine-arn <PurgeAll>',
  })
})

it('takes what differs from one deployment to another from the context', async () => {
  const template = await run({
    originals: 'uploads',
    originalsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/k',
    originalsEvents: 'eventbridge',
    domainNames: 'images.example.com,i.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/c',
    webAclArn: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b',
    alarmEmail: 'ops@example.com',
    rolloutOnDeploy: true,
  })
  expect(at(template, 'Outputs', 'OriginalsBucket', 'Value')).toBe('uploads')
  expect(at(template, 'Outputs', 'Url', 'Value')).toBe('https://images.example.com')
  const [distribution] = resources(template, 'AWS::CloudFront::Distribution')
  expect(at(distribution, 'Properties', 'DistributionConfig')).toMatchObject({
    Aliases: ['images.example.com', 'i.example.com'],
    WebACLId: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b',
  })
  expect(resources(template, 'AWS::SNS::Subscription')).toHaveLength(1)
  expect(resources(template, 'Custom::SizewrightRollout')).toHaveLength(1)
  expect(JSON.stringify(resources(template, 'AWS::IAM::Policy'))).toContain('111122223333:key/k')
})

it('lets pages upload into a new bucket', async () => {
  const template = await run({ uploadOrigins: ['https://a.example.com', 'https://b.example.com'] })
  const [rule] = resources(template, 'AWS::S3::Bucket').flatMap((one) =>
    listOf(at(one, 'Properties', 'CorsConfiguration', 'CorsRules')),
  )
  expect(at(rule, 'AllowedOrigins')).toEqual(['https://a.example.com', 'https://b.example.com'])
})

it('stops at what makes no sense', async () => {
  await expect(run({ domainNames: 'images.example.com' })).rejects.toThrow('domainNames: need a certificate')
  await expect(run({ originals: 'uploads', originalsEvents: 'email' })).rejects.toThrow(
    "originalsEvents: must be 'notifications' or 'eventbridge', but is 'email'",
  )
})
