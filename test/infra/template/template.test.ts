import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, flat, isObject, type Json } from '../json.ts'
import { faultsOfResource } from '../specification.ts'
import { type Output, writeAll } from './written.ts'

const everything = {
  rateLimit: '2000',
  monthlyBudget: '50',
  alarmEmail: 'ops@example.com',
  rolloutOnDeploy: 'true',
  originals: 'uploads',
  domainNames: 'images.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/c',
}

const cases: Record<string, readonly [Readonly<Record<string, string>>, string?]> = {
  'with nothing said': [{}],
  'in us-east-1, with everything said': [everything, 'us-east-1'],
  'in eu-central-1, with everything said': [everything, 'eu-central-1'],
}

const outputs = new Map<string, Output>()

/** Written once for all tests. */
function outputOf(name: string): Output {
  const found = outputs.get(name)
  if (found !== undefined) return found
  const [context, region] = cases[name] ?? [{}]
  const output = writeAll(context, region)
  outputs.set(name, output)
  return output
}

afterAll(() => Promise.all([...outputs.values()].map(({ folder }) => rm(folder, { recursive: true }))))

const entriesOf = (value: Json) => Object.entries(isObject(value) ? value : {})

/** Every value under this name, however deep. */
function all(name: string, value: Json): Json[] {
  if (Array.isArray(value)) return value.flatMap((one: Json) => all(name, one))
  return entriesOf(value).flatMap(([key, inner]) => (key === name ? [inner] : []).concat(all(name, inner)))
}

describe.each(Object.keys(cases))('a template for those without CDK, %s:', (name) => {
  let output: Output
  beforeAll(() => {
    output = outputOf(name)
  })

  it('CloudFormation knows everything in it', () => {
    const faults = output.templates.flatMap((template) =>
      entriesOf(at(template, 'Resources'))
        .map(([id, one]) => ({ id, type: flat(at(one, 'Type')), properties: at(one, 'Properties') }))
        .filter(({ type }) => !type.startsWith('Custom::'))
        .flatMap(({ id, type, properties }) => faultsOfResource(type, properties).map((fault) => `${id} ${fault}`)),
    )
    expect(faults).toEqual([])
    const known = ['Description', 'Outputs', 'Parameters', 'Resources']
    for (const template of output.templates)
      expect(known).toEqual(expect.arrayContaining(entriesOf(template).map(([key]) => key)))
  })

  it('nothing in it is of a bootstrapped account, or told to CDK', () => {
    for (const template of output.templates) {
      expect(JSON.stringify(template)).not.toMatch(
        /hnb659fds|cdk-bootstrap|BootstrapVersion|CDKMetadata|aws:cdk:|aws:asset:/,
      )
      expect(JSON.stringify(template)).not.toMatch(/unknown-(account|region)/)
    }
  })

  it('every parameter is used, and everything that is referred to is there', () => {
    for (const template of output.templates) {
      const referred = new Set(all('Ref', template).map(flat))
      const parameters = entriesOf(at(template, 'Parameters')).map(([name]) => name)
      expect(parameters.filter((name) => !referred.has(name))).toEqual([])
      const known = new Set([...parameters, ...entriesOf(at(template, 'Resources')).map(([id]) => id)])
      expect([...referred].filter((name) => !known.has(name) && !name.startsWith('AWS::'))).toEqual([])
    }
  })

  it('every asset that is named is beside it, and no other', async () => {
    const keys = output.templates.flatMap((template) => all('S3Key', template))
    for (const key of keys) expect(key).toEqual({ 'Fn::Join': ['', [{ Ref: 'AssetsPrefix' }, expect.any(String)]] })
    const buckets = output.templates.flatMap((template) => all('S3Bucket', template))
    expect(buckets.length).toBe(keys.length)
    for (const bucket of buckets) expect(bucket).toEqual({ Ref: 'AssetsBucket' })
    const named = new Set(keys.map((key) => flat(at(key, 'Fn::Join', 1, 1))))
    expect(named.size).toBeGreaterThan(0)
    expect((await readdir(join(output.folder, 'assets'))).toSorted()).toEqual([...named].toSorted())
    for (const name of named) {
      expect(name).toMatch(/^[0-9a-f]{64}\.zip$/)
      expect((await readFile(join(output.folder, 'assets', name))).toString('latin1', 0, 4)).toBe('PK\x03\x04')
    }
  })

  it('is as small as JSON can be, and under what CloudFormation takes from a bucket', async () => {
    for (const { file, bytes } of output.written) {
      expect((await stat(file)).size).toBe(bytes)
      expect(bytes).toBeLessThan(1_000_000)
      expect(await readFile(file, 'utf8')).not.toContain('\n')
    }
  })
})

it('what must be in us-east-1 is in the one template of a service there', () => {
  expect(outputOf('in us-east-1, with everything said').written.map(({ file }) => basename(file))).toEqual([
    'Sizewright.template.json',
  ])
})

describe('a service elsewhere', () => {
  const elsewhere = () => outputOf('in eu-central-1, with everything said')

  it('has what must be in us-east-1 in templates of its own, which come before and after', () => {
    const { written, templates } = elsewhere()
    expect(written.map(({ stack, region }) => [stack, region])).toEqual([
      ['SizewrightBounds-eu-central-1', 'us-east-1'],
      ['Sizewright', 'eu-central-1'],
      ['SizewrightEdgeAlarms-eu-central-1', 'us-east-1'],
    ])
    const reads = all('Fn::GetStackOutput', templates)
    for (const read of reads) {
      const from = written.findIndex(({ stack }) => stack === at(read, 'StackName'))
      expect(at(read, 'Region')).toBe(written[from]?.region)
      expect(at(templates[from], 'Outputs', flat(at(read, 'OutputName')))).toBeDefined()
    }
    expect(new Set(reads.map((read) => at(read, 'StackName')))).toEqual(
      new Set(['SizewrightBounds-eu-central-1', 'Sizewright']),
    )
  })

  it('wants allowed what is of IAM, and only for the template that has it', () =>
    expect(elsewhere().written.map(({ capabilities }) => capabilities)).toEqual([[], ['CAPABILITY_IAM'], []]))
})
