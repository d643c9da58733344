import { Bucket } from 'aws-cdk-lib/aws-s3'
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { type Config, resolveConfig } from '../../src/config/config.ts'
import { decoders } from '../../src/image/sniff.ts'
import { at, flat, type Json, listOf } from './json.ts'
import { synth } from './synth.ts'

const TYPE = 'Custom::SizewrightRollout'

function started(config: Config, bucket?: string): { resource: Json; dependsOn: string[]; input: string } {
  const { properties, json } = synth((stack) => ({
    config,
    rolloutOnDeploy: true,
    ...(bucket !== undefined && { originals: Bucket.fromBucketName(stack, 'Uploads', bucket) }),
  })).resource(TYPE)
  const call: Json = JSON.parse(flat(at(properties, 'Update')))
  return {
    resource: call,
    dependsOn: listOf(at(json, 'DependsOn')).map(flat),
    input: flat(at(call, 'parameters', 'input')),
  }
}

it('a deployment starts no rollout unless it was asked to', () => expect(synth().resources(TYPE)).toEqual([]))

it('the first deployment starts one, when all of it is there', () => {
  const { resource, dependsOn } = started({})
  expect(resource).toMatchObject({
    service: 'StepFunctions',
    action: 'startExecution',
    parameters: { stateMachineArn: '<Rollout>' },
  })
  const { properties } = synth({ rolloutOnDeploy: true }).resource(TYPE)
  expect(at(properties, 'Create')).toEqual(at(properties, 'Update'))
  expect(at(properties, 'Delete')).toBeUndefined()
  for (const name of ['ImagesServe', 'ImagesReconcile', 'ImagesDistribution', 'ImagesRolloutItself']) {
    expect(dependsOn.some((id) => id.startsWith(name))).toBe(true)
  }
})

it.each<[string, Config]>([
  ['a recipe', { quality: { webp: 81 } }],
  ['the sizes', { variants: { hero: { width: 1920 } } }],
  ['a format', { formats: ['avif', 'webp'] }],
  ['what is made beforehand', { variants: { ...defaults(), medium: { width: 600, height: 600, prewarm: false } } }],
  ['the public prefixes', { prefixes: ['photos/'] }],
  ['whether hidden names are served', { hidden: true }],
  ['a limit', { limits: { bytes: 1000 } }],
])('a deployment that changes %s starts one', (_, config) =>
  expect(started(config).input).not.toBe(started({ variants: defaults() }).input),
)

it('a deployment with the originals in another bucket starts one', () => {
  expect(started({}, 'photos-a').input).not.toBe(started({}, 'photos-b').input)
  expect(started({}, 'photos-a').input).toBe(started({}, 'photos-a').input)
})

it('the first one with a version that hides names starts one, though the configuration is the same', () => {
  const { renditions, decodeRecipe, table } = createCatalogue(resolveConfig({}), decoders)
  const stored = [...renditions.values()]
    .map(({ name, drawnRecipe, prewarm }) => `${name} ${drawnRecipe} ${prewarm}`)
    .toSorted()
  const decisive = JSON.stringify([stored, decodeRecipe, table.prefixes]) // as it was before
  const deployed = createHash('sha256').update(decisive).digest('hex').slice(0, 32)
  expect(JSON.parse(started({}).input)).toEqual({
    deployed: expect.not.stringContaining(deployed),
    originals: '<Originals>',
  })
})

it('one that changes nothing of what is stored does not', () => {
  expect(started({ variants: defaults() }).input).toBe(started({}).input)
  const { thumbnail, ...others } = defaults()
  expect(started({ variants: { ...others, thumbnail } }).input).toBe(started({}).input)
})

function defaults() {
  return {
    thumbnail: { width: 150, height: 150, fit: 'cover' },
    medium: { width: 600, height: 600 },
    large: { width: 1200, height: 1200 },
    webp: { width: 1200, height: 1200, format: 'webp' },
  } as const satisfies Config['variants']
}
