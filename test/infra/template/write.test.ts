import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, Stack } from 'aws-cdk-lib'
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { CfnFunction } from 'aws-cdk-lib/aws-lambda'
import { Asset } from 'aws-cdk-lib/aws-s3-assets'
import { CfnTopic } from 'aws-cdk-lib/aws-sns'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ParameterSynthesizer } from '../../../infra/template/synthesizer.ts'
import { type Written, writeTemplates } from '../../../infra/template/write.ts'

let root = ''

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sizewright-write-'))
  await mkdir(join(root, 'code'))
  await writeFile(join(root, 'code/index.mjs'), 'export {}')
})
afterAll(() => rm(root, { recursive: true }))

/** Writes a stack that `fill` has filled. */
function write(fill: (stack: Stack) => void): Written[] {
  const synthesizer = new ParameterSynthesizer()
  const app = new App({ outdir: join(root, 'cdk'), defaultStackSynthesizer: synthesizer.forApp() })
  fill(new Stack(app, 'Small'))
  return writeTemplates(app, synthesizer, join(root, 'out'))
}

const topic = (stack: Stack) => new CfnTopic(stack, 'Topic')
const assets = async () => (await readdir(join(root, 'out/assets'))).toSorted()
const asset = (path: string) => (stack: Stack) => {
  const { s3BucketName, s3ObjectKey } = new Asset(stack, 'Asset', { path: join(root, path) })
  const code = { s3Bucket: s3BucketName, s3Key: s3ObjectKey }
  return new CfnFunction(stack, 'Function', { code, role: 'arn:aws:iam::111122223333:role/r' })
}

it('zips a folder, and copies a file as it is', async () => {
  write(asset('code'))
  expect(await assets()).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.zip$/)])
  await writeFile(join(root, 'data.json'), '{}')
  write(asset('data.json'))
  const [name = ''] = await assets()
  expect(name).toMatch(/^[0-9a-f]{64}\.json$/)
  expect(await readFile(join(root, 'out/assets', name), 'utf8')).toBe('{}')
})

it('takes the assets of an earlier run away, and nothing else', async () => {
  const own = ['mine.zip', `${'0'.repeat(63)}g.zip`]
  for (const name of [...own, `${'0'.repeat(64)}.zip`]) await writeFile(join(root, 'out/assets', name), '')
  write(topic)
  expect(await assets()).toEqual(own.toSorted())
})

it('a stack without assets has no parameters', () => {
  expect(write(topic)).toMatchObject([{ needsAssets: false, capabilities: [] }])
  expect(write(asset('code'))).toMatchObject([{ needsAssets: true, capabilities: [] }])
})

it('what of IAM has a name of its own wants that allowed', () => {
  const statements = [new PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::a/*'] })]
  const wanted = (managedPolicyName?: string) =>
    write((stack) => {
      new ManagedPolicy(stack, 'Policy', { statements, ...(managedPolicyName !== undefined && { managedPolicyName }) }) // oxlint-disable-line no-new -- constructs are made so
    }).flatMap(({ capabilities }) => capabilities)
  expect(wanted()).toEqual(['CAPABILITY_IAM'])
  expect(wanted('mine')).toEqual(['CAPABILITY_NAMED_IAM'])
})

it('refuses what is larger than CloudFormation takes', () => {
  const large = (stack: Stack) => {
    topic(stack)
    stack.templateOptions.metadata = { Large: 'x'.repeat(1_000_000) }
  }
  expect(() => write(large)).toThrow(/^Small: CloudFormation takes templates of 1000000 bytes, and this has 10000\d\d$/)
})
