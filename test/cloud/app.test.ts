import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { at, flat, isObject, type Json, listOf } from '../infra/json.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sizewright-app-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs the app as `cdk` does, without bundling. */
async function run(context: Record<string, unknown>, region?: string): Promise<Json> {
  await promisify(execFile)(process.execPath, ['infra/app.ts'], {
    cwd: root,
    env: {
      ...process.env,
      CDK_OUTDIR: folder,
      ...(region !== undefined && { CDK_DEFAULT_ACCOUNT: '111122223333', CDK_DEFAULT_REGION: region }),
      CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [], ...context }),
    },
  })
  return templateOf('Sizewright')
}

async function templateOf(stack: string): Promise<Json> {
  return JSON.parse(await readFile(join(folder, `${stack}.template.json`), 'utf8'))
}

/** The stacks in the order in which they may be deployed, with the region of each. */
async function stacks(): Promise<string[]> {
  const manifest: Json = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))
  const artifacts = at(manifest, 'artifacts')
  const all = Object.entries(isObject(artifacts) ? artifacts : {})
    .filter(([, one]) => at(one, 'type') === 'aws:cloudformation:stack')
    .map(([id, one]) => ({ id, in: flat(at(one, 'environment')), after: listOf(at(one, 'dependencies')).map(flat) }))
  const depth = (id: string): number =>
    1 +
    Math.max(0, ...(all.find((one) => one.id === id)?.after ?? []).filter((other) => !other.includes('.')).map(depth))
  return all.toSorted((a, b) => depth(a.id) - depth(b.id)).map((one) => `${one.id} ${one.in}`)
}

/** What the first output of a stack is. */
const outputOf = (template: Json) => {
  const outputs = at(template, 'Outputs')
  return Object.entries(isObject(outputs) ? outputs : {})
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
    Rollout: '<RolloutNoticeTold.Notice>',
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

const bounded = { rateLimit: 2000, monthlyBudget: '50', alarmEmail: 'ops@example.com' }

it('is one stack in us-east-1, where CloudFront takes everything from', async () => {
  const template = await run(bounded, 'us-east-1')
  expect(await stacks()).toEqual(['Sizewright aws://111122223333/us-east-1'])
  for (const type of ['AWS::WAFv2::WebACL', 'AWS::Budgets::Budget', 'AWS::SNS::Topic'])
    expect(resources(template, type)).toHaveLength(1)
})

it('elsewhere has what must be in us-east-1 in stacks there, one before it and one after', async () => {
  const template = await run(bounded, 'eu-central-1')
  expect(await stacks()).toEqual([
    'SizewrightBounds aws://111122223333/us-east-1',
    'Sizewright aws://111122223333/eu-central-1',
    'SizewrightEdgeAlarms aws://111122223333/us-east-1',
  ])
  for (const type of ['AWS::WAFv2::WebACL', 'AWS::Budgets::Budget']) {
    expect(resources(template, type)).toEqual([])
    expect(resources(await templateOf('SizewrightBounds'), type)).toHaveLength(1)
  }
  const [acl] = outputOf(await templateOf('SizewrightBounds'))
  const [distribution] = resources(template, 'AWS::CloudFront::Distribution')
  expect(at(distribution, 'Properties', 'DistributionConfig', 'WebACLId')).toEqual({
    'Fn::GetStackOutput': { StackName: 'SizewrightBounds-eu-central-1', OutputName: acl?.[0], Region: 'us-east-1' },
  })
  const alarms = resources(await templateOf('SizewrightEdgeAlarms'), 'AWS::CloudWatch::Alarm')
  expect(alarms).toHaveLength(5)
  expect(JSON.stringify(alarms)).toContain('"Fn::GetStackOutput":{"StackName":"Sizewright"')
  // Nothing is added that copies values from region to region.
  expect(resources(template, 'AWS::Lambda::Function').length).toBe(
    resources(await run({}, 'eu-central-1'), 'AWS::Lambda::Function').length,
  )
})

it('elsewhere is one stack until something is asked for that must be in us-east-1', async () => {
  await rm(folder, { recursive: true })
  await run({}, 'eu-central-1')
  expect(await stacks()).toEqual(['Sizewright aws://111122223333/eu-central-1'])
})

it('has stacks in us-east-1 of their own for each region, or one would take away what another has', async () => {
  const manifest: Json = await run(bounded, 'ap-southeast-2').then(async () =>
    JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')),
  )
  const names = ['SizewrightBounds', 'SizewrightEdgeAlarms'].map((id) =>
    flat(at(manifest, 'artifacts', id, 'properties', 'stackName')),
  )
  expect(names).toEqual(['SizewrightBounds-ap-southeast-2', 'SizewrightEdgeAlarms-ap-southeast-2'])
})

it('refuses a web ACL of its own where it cannot know the region', async () => {
  await expect(run({ rateLimit: 2000 })).rejects.toThrow(
    "rateLimit: CloudFront takes web ACLs from us-east-1 only, and this stack's region is not known",
  )
})

it('tells all faults at once, wherever they are found, and no stack trace', async () => {
  const fault: unknown = await run({ rateLimit: 5, memorySize: 7, logRetention: '8' }, 'eu-central-1').catch(
    (error: unknown) => error,
  )
  const { stderr } = fault as { readonly stderr: string } // oxlint-disable-line typescript/no-unsafe-type-assertion -- Node says `unknown`
  expect(stderr.match(/(?<=^ *)(?:memorySize|logRetention|rateLimit): must be/gm)?.toSorted()).toEqual([
    'logRetention: must be',
    'memorySize: must be',
    'rateLimit: must be',
  ])
  expect(stderr).not.toMatch(/^\s+at /m)
})
