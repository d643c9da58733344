import { Bucket } from 'aws-cdk-lib/aws-s3'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { type Config, resolveConfig } from '../../src/config/config.ts'
import { makeFont } from '../image/fonts/make-font.ts'
import { at, flat, isObject, type Json } from './json.ts'
import { synth } from './synth.ts'

type Properties = Record<string, Json>
type Handler = (event: object) => Promise<void>

const TYPE = 'Custom::SizewrightRolloutNotice'
const usual = synth()

/** What CloudFormation hands over of a deployment. */
function propertiesOf(props: Parameters<typeof synth>[0], execution = ''): Properties {
  const { properties } = synth(props).resource(TYPE)
  const all = Object.entries(isObject(properties) ? properties : {})
  const given = Object.fromEntries(all.map(([name, value]) => [name, name === 'renditions' ? value : flat(value)]))
  return { ...given, started: given['started'] === '' ? '' : execution }
}

/** The function that is in the template. */
async function shipped(): Promise<Handler> {
  const code = at(usual.resource('AWS::Lambda::Function', 'RolloutNotice').properties, 'Code', 'ZipFile')
  const folder = await mkdtemp(join(tmpdir(), 'sizewright-notice-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'index.cjs'), flat(code))
  const { handler }: { handler: Handler } = createRequire(import.meta.url)(join(folder, 'index.cjs'))
  return handler
}

/** What comes to the address at which CloudFormation waits. */
async function answerTo(event: object): Promise<{ headers: Json; answer: Json; bytes: number }> {
  const handler = await shipped()
  let got = { headers: undefined as Json, answer: undefined as Json, bytes: 0 }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const { method = '', url = '', headers } = request
      const type = headers['content-type'] ?? 'none'
      got = { headers: { method, url, type }, answer: JSON.parse(body.toString()), bytes: body.length }
      response.end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => server.close().closeAllConnections())
  const address = server.address()
  const ResponseURL = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/answer?X-Amz-Signature=a%2Fb`
  await handler({ ResponseURL, StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Told', ...event })
  return got
}

async function notice(now: Properties, before?: Properties): Promise<string> {
  const type =
    before === undefined ? { RequestType: 'Create' } : { RequestType: 'Update', OldResourceProperties: before }
  const { answer } = await answerTo({ ...type, ResourceProperties: now })
  return flat(at(answer, 'Data', 'Notice'))
}

const usually = propertiesOf({})
const withSize = (width: number, prewarm = true): Config => ({
  variants: { ...resolveConfig({}).variants, x: { width, height: width, prewarm } },
})
const dated = (text: string) => new RegExp(`^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC: ${text}$`)

describe('a deployment', () => {
  it('says that nothing has to be made anew where it changes code alone', async () =>
    expect(await notice({ ...usually, code: 'other' }, usually)).toMatch(
      dated(
        'since the deployment before nothing has changed that would have to be made anew \\(a rollout that was due then still is\\)',
      ),
    ))

  it.each<[string, Config]>([
    ['a size that is not pre-warmed, however large', withSize(6000, false)],
    ['a ladder', { widths: [320, 480, 640, 960, 1280, 1920, 2560] }],
  ])('says so where it adds %s, and tells of it where it goes again', async (_, config) => {
    const [more, less] = [propertiesOf({ config }), usually]
    expect(await notice(more, less)).toMatch(/nothing has changed that would have to be made anew/)
    expect(await notice(less, more)).toMatch(/needs a rollout \(dropped: (?:x, x\.webp|w1280, .* and 9 more)\):/)
    expect(Object.entries(more['renditions'] ?? {})).toEqual(
      expect.arrayContaining(Object.entries(less['renditions'] ?? {})),
    )
  })

  it.each<[string, Config, string]>([
    ['a recipe', { quality: { webp: 81 } }, 'changed: info, medium.webp, thumbnail.webp, webp'],
    [
      'the sizes',
      { variants: { thumbnail: { width: 150, height: 150, fit: 'cover' }, hero: { width: 9 } } },
      'changed: info, thumbnail, thumbnail.webp; new: hero, hero.webp; dropped: large, medium, medium.webp, webp',
    ],
    ['the sizes by a small one', withSize(60), 'changed: info; new: x, x.webp'],
    ['the sizes by a large one', withSize(2000), 'changed: all 7 that there are; new: x, x.webp'],
    [
      'all of them',
      { limits: { frames: 7 } },
      'changed: all 7 that there are; what is refused is tried again \\(.*\\)',
    ],
    ['the public prefixes', { prefixes: ['photos/'] }, 'other public prefixes'],
    ['whether hidden names are served', { hidden: true }, 'hidden names'],
    ['a limit', { limits: { bytes: 1000 } }, 'what is refused is tried again \\(limits, decoders, fonts\\)'],
  ])('says that it needs a rollout where it changes %s', async (_, config, why) => {
    const told = await notice(propertiesOf({ config }), usually)
    expect(told).toMatch(dated(`needs a rollout \\(${why}\\): start it with RolloutCommand`))
  })

  it('says that it needs one where the originals are in another bucket', async () => {
    const [before, now] = ['photos-a', 'photos-b'].map((name) =>
      propertiesOf((stack) => ({ originals: Bucket.fromBucketName(stack, 'Uploads', name) })),
    )
    expect(await notice(now!, before)).toMatch(dated('needs a rollout \\(another bucket of originals\\): .*'))
  })

  it('says that fonts make drawings anew', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sizewright-notice-fonts-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await writeFile(join(folder, 'any.ttf'), makeFont({ family: 'Test', characters: '漢' }))
    const why = 'drawings, for there are other fonts; what is refused is tried again \\(limits, decoders, fonts\\)'
    expect(await notice(propertiesOf({ config: { fonts: folder } }), usually)).toMatch(
      dated(`needs a rollout \\(${why}\\): start it with RolloutCommand`),
    )
  })

  it('says that one has begun, why, and how to watch it', async () => {
    const on = { rolloutOnDeploy: true }
    const [before, now] = [
      propertiesOf(on, 'arn:one'),
      propertiesOf({ ...on, config: { prefixes: ['a/'] } }, 'arn:two'),
    ]
    const watch = 'Watch it: aws stepfunctions describe-execution --region <AWS::Region> --execution-arn arn:two'
    expect(await notice(now, before)).toMatch(dated(`a rollout has begun \\(other public prefixes\\)\\. ${watch}`))
    expect(await notice({ ...before, code: 'other' }, before)).toMatch(/nothing has changed/)
    expect(await notice(before)).toMatch(/a rollout has begun \(for the first time\)\. Watch it/)
    // CDK's own function may start one when CDK changes it.
    expect(await notice({ ...before, started: 'arn:two' }, before)).toMatch(/begun \(nothing of what is stored has/)
  })

  it('says at the first time what it cannot know', async () =>
    expect(await notice(usually)).toMatch(
      dated('originals that were there before need a rollout \\(RolloutCommand\\); a new, empty bucket needs none'),
    ))
})

it('every deployment with other code or another configuration is told of', () => {
  const told = usual.resource(TYPE)
  expect(at(told.properties, 'code', 0)).toMatchObject({ s3Key: expect.anything() })
  expect(at(told.properties, 'code', 1)).toMatchObject({ s3Key: expect.anything() })
  const shown = at(told.properties, 'renditions') // `cdk diff` shows the properties one by one
  expect(Object.keys(isObject(shown) ? shown : {}).toSorted()).toEqual(
    [...createCatalogue(resolveConfig({}), []).renditions.keys()].toSorted(),
  )
  expect(JSON.stringify(at(told.json, 'DependsOn'))).toContain('ImagesReconcile')
  const { properties } = synth({ rolloutOnDeploy: true }).resource(TYPE)
  expect(flat(at(properties, 'started'))).toMatch(/^<RolloutOnDeploy.*\.executionArn>$/)
})

it('the answer is what CloudFormation waits for, also for a deletion, and where something is wrong', async () => {
  const { headers, answer } = await answerTo({ RequestType: 'Delete', ResourceProperties: usually })
  expect(headers).toEqual({ method: 'PUT', url: '/answer?X-Amz-Signature=a%2Fb', type: '' })
  expect(answer).toEqual({
    Status: 'SUCCESS',
    PhysicalResourceId: 'rollout-notice',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Told',
    Data: { Notice: '' },
  })
  expect(await notice({ ...usually, renditions: null }, usually)).toMatch(dated('it could not be told .*'))
})

it('the answer has no more bytes than CloudFormation takes, however many sizes there are', async () => {
  const names = (from: number) =>
    Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`${'x'.repeat(60)}${n + from}`, 'a']))
  const { answer, bytes } = await answerTo({
    RequestType: 'Update',
    ResourceProperties: { ...usually, renditions: names(0), refusing: '1', prefixes: '["x/"]', hidden: 'true' },
    OldResourceProperties: { ...usually, renditions: names(300) },
  })
  expect(flat(at(answer, 'Data', 'Notice'))).toContain('and 295 more')
  expect(bytes).toBeLessThan(4096)
})
