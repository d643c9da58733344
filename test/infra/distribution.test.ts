import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import { KeyGroup, PriceClass, PublicKey } from 'aws-cdk-lib/aws-cloudfront'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { describe, expect, it } from 'vitest'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { renditionObject } from '../../src/core/stored.ts'
import { edgeText, readEdgeSource } from '../../src/edge/ship.ts'
import { at, flat, isObject, type Json, listOf } from './json.ts'
import { synth, type Synthesized } from './synth.ts'

const all = synth()
const configOf = (from: Synthesized) =>
  at(from.resource('AWS::CloudFront::Distribution').properties, 'DistributionConfig')
const config = configOf(all)
const behavior = at(config, 'DefaultCacheBehavior')

describe('the origins', () => {
  const [bucket, url] = listOf(at(config, 'Origins'))
  const group = at(config, 'OriginGroups', 'Items', 0)

  it('are the bucket, then the function', () => {
    expect(at(behavior, 'TargetOriginId')).toBe(at(group, 'Id'))
    expect(listOf(at(group, 'Members', 'Items')).map((member) => at(member, 'OriginId'))).toEqual([
      at(bucket, 'Id'),
      at(url, 'Id'),
    ])
    expect(flat(at(bucket, 'DomainName'))).toBe('<Processed.RegionalDomainName>')
    expect(JSON.stringify(at(url, 'DomainName'))).toContain('FunctionUrl')
    expect(at(config, 'CacheBehaviors')).toBeUndefined()
  })

  it('change at whatever says that the bucket has nothing, or is in trouble', () =>
    expect(at(group, 'FailoverCriteria', 'StatusCodes', 'Items')).toEqual([403, 404, 500, 502, 503, 504]))

  it('are reached by signed requests, each kind by its own', () => {
    const controls = all.resources('AWS::CloudFront::OriginAccessControl').map(({ id, properties }) => ({
      id,
      config: at(properties, 'OriginAccessControlConfig'),
    }))
    for (const [origin, type] of [
      [bucket, 's3'],
      [url, 'lambda'],
    ] as const) {
      const control = controls.find(({ id }) => at(origin, 'OriginAccessControlId', 'Fn::GetAtt', 0) === id)
      expect(control?.config).toMatchObject({
        OriginAccessControlOriginType: type,
        SigningBehavior: 'always',
        SigningProtocol: 'sigv4',
      })
    }
    expect(all.resource('AWS::Lambda::Url').properties).toMatchObject({
      AuthType: 'AWS_IAM',
      InvokeMode: 'RESPONSE_STREAM',
    })
  })

  it('are asked in the name of some page, so that what S3 answers may be read by every page', () => {
    const [header, ...others] = listOf(at(bucket, 'OriginCustomHeaders'))
    expect([at(header, 'HeaderName'), others]).toEqual(['Origin', []])
    expect(at(url, 'OriginCustomHeaders')).toBeUndefined() // says so to everybody
  })

  it('are not asked again by the edge for what takes them long', () => {
    expect(at(url, 'ConnectionAttempts')).toBe(1)
    expect(at(url, 'CustomOriginConfig')).toMatchObject({ OriginReadTimeout: 60, OriginProtocolPolicy: 'https-only' })
  })
})

describe('the cache', () => {
  it('goes by the path alone, and for as long as the origin says', () => {
    const policy = at(all.resource('AWS::CloudFront::CachePolicy').properties, 'CachePolicyConfig')
    expect(policy).toMatchObject({ MinTTL: 0, DefaultTTL: 60, MaxTTL: 31_536_000 })
    expect(at(policy, 'ParametersInCacheKeyAndForwardedToOrigin')).toEqual({
      CookiesConfig: { CookieBehavior: 'none' },
      EnableAcceptEncodingBrotli: false,
      EnableAcceptEncodingGzip: false,
      HeadersConfig: { HeaderBehavior: 'none' },
      QueryStringsConfig: { QueryStringBehavior: 'none' },
    })
    expect(flat(at(behavior, 'CachePolicyId'))).toBe('<CachePolicy>')
    expect(at(behavior, 'OriginRequestPolicyId')).toBeUndefined()
    expect(behavior).toMatchObject({ Compress: false, AllowedMethods: ['GET', 'HEAD'] })
  })

  it('keeps an error for as long as the origin says, and a crash for ten seconds', () =>
    expect(at(config, 'CustomErrorResponses')).toEqual([
      { ErrorCode: 404, ErrorCachingMinTTL: 0 },
      { ErrorCode: 503, ErrorCachingMinTTL: 0 },
    ]))

  it('can be purged by tag', () => expect(at(config, 'CacheTagConfig')).toEqual({ HeaderName: 'x-amz-meta-cache-tag' }))
})

describe('toward viewers', () => {
  const policy = at(all.resource('AWS::CloudFront::ResponseHeadersPolicy').properties, 'ResponseHeadersPolicyConfig')

  it('pictures say that any site may show them, that they vary, and that they are nothing else', () => {
    expect(flat(at(behavior, 'ResponseHeadersPolicyId'))).toBe('<ResponseHeaders>')
    expect(at(policy, 'CorsConfig')).toMatchObject({
      AccessControlAllowOrigins: { Items: ['*'] },
      AccessControlAllowCredentials: false,
      OriginOverride: false, // whether `true` takes away what the origin says to requests without `Origin` is not written
    })
    expect(at(policy, 'SecurityHeadersConfig', 'ContentTypeOptions')).toEqual({ Override: true })
    expect(at(policy, 'CustomHeadersConfig', 'Items')).toEqual([
      { Header: 'Cross-Origin-Resource-Policy', Override: true, Value: 'cross-origin' },
      { Header: 'Vary', Override: true, Value: 'Accept' },
    ])
  })

  it('nothing of the inside is told: no metadata that is stored, and not who stores it', () => {
    const removed = listOf(at(policy, 'RemoveHeadersConfig', 'Items')).map((item) => flat(at(item, 'Header')))
    const settings = resolveConfig({})
    const [rendition] = createCatalogue(settings, []).renditions.values()
    const rendered = { bytes: new Uint8Array(), contentType: 'image/jpeg', width: 1, height: 1 }
    const made = { source: 'source', isDrawing: false }
    const { metadata } = renditionObject('a.jpg', made, rendition!, rendered, settings)
    expect(removed.toSorted()).toEqual(
      [
        ...Object.keys(metadata).map((name) => `x-amz-meta-${name}`),
        'x-amz-server-side-encryption',
        'x-amz-version-id',
        'x-amzn-trace-id',
        'server',
      ].sort(),
    )
    // CloudFront refuses to deploy a policy that removes this one.
    expect(removed).not.toContain('x-amzn-requestid')
  })

  it('only HTTPS is spoken, of the newer kinds, and browsers are to know it for a year', () => {
    expect(at(policy, 'SecurityHeadersConfig', 'StrictTransportSecurity')).toEqual({
      AccessControlMaxAgeSec: 31_536_000,
      IncludeSubdomains: false,
      Override: true,
    })
    expect(at(behavior, 'ViewerProtocolPolicy')).toBe('redirect-to-https')
    expect(at(config, 'HttpVersion')).toBe('http2and3')
    expect(at(config, 'PriceClass')).toBe('PriceClass_All')
  })
})

describe('the edge function', () => {
  it('is the shipped text with the table of this configuration, and small enough for CloudFront', () => {
    const prefixes = ['photos/', 'été 😀/']
    const some = synth({ config: { formats: ['avif', 'webp'], prefixes } })
    const { id, properties } = some.resource('AWS::CloudFront::Function')
    const { table } = createCatalogue(resolveConfig({ formats: ['avif', 'webp'], prefixes }), [])
    expect(at(properties, 'FunctionCode')).toBe(edgeText(readEdgeSource(), table))
    expect(Buffer.byteLength(flat(at(properties, 'FunctionCode')))).toBeLessThanOrEqual(10_240)
    expect(at(properties, 'FunctionConfig', 'Runtime')).toBe('cloudfront-js-2.0')
    expect(at(configOf(some), 'DefaultCacheBehavior', 'FunctionAssociations')).toEqual([
      { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': [id, 'FunctionARN'] } },
    ])
  })
})

describe('what can be asked for', () => {
  it('is a domain of one’s own, with TLS 1.2 or later', () => {
    const arn = 'arn:aws:acm:us-east-1:111122223333:certificate/c'
    const own = synth((stack) => ({
      domainNames: ['images.example.com', 'i.example.com'],
      certificate: Certificate.fromCertificateArn(stack, 'Certificate', arn),
    }))
    expect(own.images.url).toBe('https://images.example.com')
    expect(at(configOf(own), 'Aliases')).toEqual(['images.example.com', 'i.example.com'])
    expect(at(configOf(own), 'ViewerCertificate')).toEqual({
      AcmCertificateArn: arn,
      MinimumProtocolVersion: 'TLSv1.2_2021',
      SslSupportMethod: 'sni-only',
    })
    expect(at(config, 'Aliases')).toBeUndefined()
    expect(at(config, 'ViewerCertificate')).toBeUndefined()
  })

  it('is privacy, by signed URLs and cookies', () => {
    const own = synth((stack) => {
      const encodedKey = '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----'
      const key = new PublicKey(stack, 'Key', { encodedKey })
      return { trustedKeyGroups: [new KeyGroup(stack, 'KeyGroup', { items: [key] })] }
    })
    const group = own.resource('AWS::CloudFront::KeyGroup').id
    expect(at(configOf(own), 'DefaultCacheBehavior', 'TrustedKeyGroups')).toEqual([{ Ref: group }])
    expect(isObject(behavior) && 'TrustedKeyGroups' in behavior).toBe(false)
  })

  it('is a web ACL, fewer edges, and logs of viewers', () => {
    const own = synth((stack) => ({
      webAclId: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b',
      priceClass: PriceClass.PRICE_CLASS_100,
      viewerLogs: Bucket.fromBucketName(stack, 'ViewerLogs', 'viewer-logs'),
    }))
    expect(configOf(own)).toMatchObject({
      WebACLId: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b',
      PriceClass: 'PriceClass_100',
      Logging: { Prefix: 'viewers/' } satisfies Json,
    })
    expect(at(config, 'Logging')).toBeUndefined()
  })
})
