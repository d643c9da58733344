import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import type { Stack } from 'aws-cdk-lib'
import { expect, it } from 'vitest'
import type { ImageServiceProps } from '../../infra/props.ts'
import { ConfigFault } from '../../src/config/config.ts'
import { synth } from './synth.ts'

function faultsOf(
  props: ImageServiceProps | ((stack: Stack) => ImageServiceProps),
  region?: string,
): readonly string[] {
  try {
    synth(props, {}, region)
  } catch (error) {
    if (error instanceof ConfigFault) return error.faults
    throw error
  }
  return []
}

it('faults of the configuration are told at synth, all at once, with those of the other props', () =>
  expect(
    faultsOf({
      config: { variants: { hero: { width: 0 } }, quality: { jpeg: 101 } },
      domainNames: ['images.example.com'],
    }),
  ).toEqual([
    expect.stringContaining('variants.hero.width: must be'),
    expect.stringContaining('quality.jpeg: must be'),
    'domainNames: need a certificate',
  ]))

it('what belongs together is asked for together', () => {
  const arn = 'arn:aws:acm:us-east-1:111122223333:certificate/c'
  expect(faultsOf((stack) => ({ certificate: Certificate.fromCertificateArn(stack, 'C', arn) }))).toEqual([
    'certificate: is of no use without domainNames',
  ])
})

it('an existing bucket stays as it is', () =>
  expect(
    faultsOf((stack) => ({
      originals: Bucket.fromBucketName(stack, 'Uploads', 'uploads'),
      uploadOrigins: ['https://www.example.com'],
      versioned: true,
    })),
  ).toEqual([
    'uploadOrigins: are for a new originals bucket; give an existing one its CORS rules yourself',
    'versioned: is for a new originals bucket; an existing one stays as it is',
  ]))

it.each(['www.example.com', 'https://www.example.com/', 'https://www.example.com/upload', ''])(
  'an origin is a scheme and a host, and %o is none',
  (origin) =>
    expect(faultsOf({ uploadOrigins: [origin] })).toEqual([
      `uploadOrigins: must be like 'https://www.example.com', but one is '${origin}'`,
    ]),
)

it('numbers that AWS would refuse are refused here', () => {
  expect(faultsOf({ memorySize: 128, serveConcurrency: 0, reconcileConcurrency: 1, rolloutConcurrency: 1.5 })).toEqual([
    'memorySize: must be a whole number from 512 to 10240, but is 128',
    'serveConcurrency: must be a whole number from 1 to 100000, but is 0',
    'reconcileConcurrency: must be a whole number from 2 to 1000, but is 1',
    'rolloutConcurrency: must be a whole number from 1 to 1000, but is 1.5',
  ])
  expect(faultsOf({ memorySize: 10_240, serveConcurrency: 1, reconcileConcurrency: 2, rolloutConcurrency: 1 })).toEqual(
    [],
  )
})

it('S3 notifies of so many prefixes only, EventBridge of more', () => {
  const prefixes = (count: number) => Array.from({ length: count }, (_, index) => `p${index}/`)
  expect(faultsOf({ config: { prefixes: prefixes(33) } })).toEqual([])
  expect(faultsOf({ config: { prefixes: prefixes(34) } })).toEqual([
    "prefixes: S3 notifies of 33 at most, and these are 34; originalsEvents: 'eventbridge' takes more",
  ])
  expect(faultsOf({ config: { prefixes: prefixes(34) }, originalsEvents: 'eventbridge' })).toEqual([])
})

it('EventBridge takes so long a pattern only', () => {
  const prefixes = (count: number) => Array.from({ length: count }, (_, index) => `folder-${100 + index}/`)
  expect(faultsOf({ config: { prefixes: prefixes(70) }, originalsEvents: 'eventbridge' })).toEqual([])
  expect(faultsOf({ config: { prefixes: prefixes(80) }, originalsEvents: 'eventbridge' })).toEqual([
    expect.stringMatching(
      /^prefixes: EventBridge takes a pattern of 2048 characters, and these 80 make one of 2\d{3}; put some of them into one folder, and give that$/,
    ),
  ])
})

it('an edge function that would be too large is told', () => {
  const variants = Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [
      `the-longest-name-that-there-may-be${100 + index}`.padEnd(40, '-'),
      { width: 100 + index },
    ]),
  )
  const prefixes = Array.from({ length: 33 }, (_, index) => `a-folder-with-a-long-name-${index}/`)
  expect(() => synth({ config: { variants, prefixes } })).toThrow('CloudFront takes 10240')
})

it('a prefix that no policy can tell from others is refused, with the way out', () =>
  expect(faultsOf({ config: { prefixes: ['photos/', '写真/'] } })).toEqual([
    "prefixes: a policy of IAM has no characters beyond Latin-1, and no brackets and braces, so that '写真/' would take in most other folders with names as long; put it into a folder with a name of other letters, and give that with it",
  ]))

it('originals in another account are refused, since a rollout cannot list them', () => {
  const inAccount = (account: string) => (stack: Stack) => ({
    originals: Bucket.fromBucketAttributes(stack, 'Uploads', { bucketName: 'uploads', account }),
  })
  expect(faultsOf(inAccount('444455556666'), 'eu-central-1')).toEqual([
    'originals: the bucket is in account 444455556666, and a rollout can list buckets of its own account only, which is 111122223333; deploy there, or replicate the originals into a bucket here',
  ])
  expect(faultsOf(inAccount('111122223333'), 'eu-central-1')).toEqual([])
  expect(faultsOf(inAccount('444455556666'))).toEqual([]) // the account that it will be is not known
})

it('originals in another region are refused, too', () => {
  const inRegion = (region: string) => (stack: Stack) => ({
    originals: Bucket.fromBucketAttributes(stack, 'Uploads', { bucketName: 'uploads', region }),
  })
  expect(faultsOf(inRegion('eu-west-1'), 'eu-central-1')).toEqual([
    'originals: the bucket is in eu-west-1, and a rollout can list buckets of its own region only, and this stack is in eu-central-1; deploy there, or replicate the originals into a bucket here',
  ])
  expect(faultsOf(inRegion('eu-central-1'), 'eu-central-1')).toEqual([])
  expect(faultsOf(inRegion('eu-west-1'))).toEqual([]) // the region that it will be is not known
})

it('a certificate that CloudFront cannot see is refused, be it imported or of the stack', () => {
  const domainNames = ['images.example.com']
  const imported = (region: string) => (stack: Stack) => ({
    domainNames,
    certificate: Certificate.fromCertificateArn(stack, 'C', `arn:aws:acm:${region}:111122223333:certificate/c`),
  })
  const own = (stack: Stack) => ({
    domainNames,
    certificate: new Certificate(stack, 'C', { domainName: domainNames[0]! }),
  })
  const fault =
    'certificate: CloudFront takes certificates from us-east-1 only, and this one is in eu-central-1; have one issued there'
  for (const props of [imported('eu-central-1'), own]) expect(faultsOf(props, 'eu-central-1')).toEqual([fault])
  expect(faultsOf(imported('us-east-1'), 'eu-central-1')).toEqual([])
  expect(faultsOf(own, 'us-east-1')).toEqual([])
  expect(faultsOf(own)).toEqual([]) // nor is it known here
})
