import { describe, expect, it } from 'vitest'
import { at, flat } from './json.ts'
import { synth, type Synthesized } from './synth.ts'

/** Where resources of CloudFront have their names, which must differ in all of an account. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'AWS::CloudFront::CachePolicy': ['CachePolicyConfig', 'Name'],
  'AWS::CloudFront::Function': ['Name'],
  'AWS::CloudFront::OriginAccessControl': ['OriginAccessControlConfig', 'Name'],
  'AWS::CloudFront::ResponseHeadersPolicy': ['ResponseHeadersPolicyConfig', 'Name'],
}

function namesOf({ resources }: Synthesized): string[] {
  return Object.entries(NAMES).flatMap(([type, path]) =>
    resources(type).map(({ properties }) => flat(at(properties, ...path))),
  )
}

const inRegion = (region: string) => synth({}, {}, region)

describe('names that are the only ones in an account', () => {
  it('differ between two regions', () => {
    const here = namesOf(inRegion('eu-central-1'))
    const there = namesOf(inRegion('us-east-1'))
    expect(here).toHaveLength(5)
    expect(new Set([...here, ...there]).size).toBe(10)
  })

  it('have the region that it will be, where none is said', () =>
    expect(namesOf(synth()).filter((name) => !name.includes('<AWS::Region>'))).toEqual([]))

  it('are no longer than CloudFront takes them', () => {
    const { resources } = inRegion('ap-southeast-1')
    const lengths = resources('AWS::CloudFront::OriginAccessControl').map(
      ({ properties }) => flat(at(properties, 'OriginAccessControlConfig', 'Name')).length,
    )
    expect(Math.max(...lengths)).toBeLessThanOrEqual(64)
  })

  it('are all there are: whatever else has a name gets it from CloudFormation', () => {
    const types = new Set(
      inRegion('eu-central-1')
        .resources()
        .map(({ type }) => flat(type))
        .filter((type) => type.startsWith('AWS::CloudFront::')),
    )
    const nameless = ['AWS::CloudFront::Distribution', 'AWS::CloudFront::MonitoringSubscription']
    expect([...types].toSorted()).toEqual([...Object.keys(NAMES), ...nameless].toSorted())
  })
})
