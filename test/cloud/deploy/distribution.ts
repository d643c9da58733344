import * as v from 'valibot'
import type { Clock } from '../clock.ts'
import type { Cache } from '../edge/cache.ts'
import { cachePolicy, createDistribution, type Distribution, distributionConfig } from '../edge/distribution.ts'
import { loadViewerFunction } from '../edge/function.ts'
import { headersPolicy } from '../edge/headers.ts'
import { createBucketOrigin, type Origin, type OriginAnswer } from '../edge/origin.ts'
import type { LambdaFunction } from '../lambda/function.ts'
import { createFunctionUrl } from '../lambda/url.ts'
import type { Template } from '../template/assembly.ts'
import type { Names } from '../template/names.ts'
import { mayDistribution } from '../template/permissions.ts'
import type { Resolve } from '../template/resolve.ts'
import { bucket, edgeFunction, one, permission, resourcesOf } from '../template/resources.ts'

const TYPE = 'AWS::CloudFront::Distribution'
const configured = v.object({ DistributionConfig: distributionConfig })

export interface Parts {
  readonly names: Names
  readonly s3: string
  readonly serve: LambdaFunction
  readonly cache: Cache
  readonly clock: Clock
}

export interface Deployed {
  readonly id: string
  readonly request: Distribution
}

/** The distribution of the template, before the origins that it names. */
export function deployDistribution(template: Template, resolve: Resolve, parts: Parts): Deployed {
  const { id, properties } = one(resourcesOf(template, resolve, TYPE, configured), 'distributions')
  const config = properties.DistributionConfig
  const behavior = config.DefaultCacheBehavior
  const [association] = behavior.FunctionAssociations
  const code = resourcesOf(template, resolve, 'AWS::CloudFront::Function', edgeFunction).filter(
    (one) => parts.names.attributeOf(one.id, 'AWS::CloudFront::Function', 'FunctionARN') === association?.FunctionARN,
  )
  const policies = resourcesOf(template, resolve, 'AWS::CloudFront::CachePolicy', cachePolicy)
  const headers = resourcesOf(template, resolve, 'AWS::CloudFront::ResponseHeadersPolicy', headersPolicy)
  const arn = parts.names.attributeOf(id, TYPE, 'Arn')
  const request = createDistribution({
    config,
    cachePolicy: one(
      policies.filter((policy) => policy.id === behavior.CachePolicyId),
      'cache policies',
    ).properties.CachePolicyConfig,
    headersPolicy: one(
      headers.filter((policy) => policy.id === behavior.ResponseHeadersPolicyId),
      'header policies',
    ).properties.ResponseHeadersPolicyConfig,
    viewerFunction: loadViewerFunction(one(code, 'edge functions').properties.FunctionCode),
    origins: new Map(
      config.Origins.map(({ Id, DomainName }) => [Id, originFor(template, resolve, parts, arn, DomainName)]),
    ),
    cache: parts.cache,
    clock: parts.clock,
  })
  return { id: parts.names.nameOf(id, TYPE), request }
}

function originFor(template: Template, resolve: Resolve, parts: Parts, arn: string, domain: string): Origin {
  const { names, s3, serve } = parts
  const type = 'AWS::S3::Bucket'
  const found = resourcesOf(template, resolve, type, bucket).find(
    ({ id }) => names.attributeOf(id, type, 'RegionalDomainName') === domain,
  )
  if (found !== undefined) {
    const name = names.nameOf(found.id, type)
    return createBucketOrigin({
      endpoint: s3,
      bucket: name,
      cors: found.properties.CorsConfiguration.CorsRules,
      may: (action) => mayDistribution(template, resolve, arn, action, name),
    })
  }
  if (!domain.includes('.lambda-url.')) throw new Error(`there is nothing at ${domain}`)
  return mayInvoke(template, resolve, arn, serve) ? createFunctionUrl(serve) : async () => FORBIDDEN
}

/** Lambda wants two permissions of whoever calls a function URL. */
function mayInvoke(template: Template, resolve: Resolve, distributionArn: string, serve: LambdaFunction): boolean {
  const given = resourcesOf(template, resolve, 'AWS::Lambda::Permission', permission)
    .map(({ properties }) => properties)
    .filter(
      ({ FunctionName, Principal, SourceArn }) =>
        FunctionName === serve.arn && Principal === 'cloudfront.amazonaws.com' && SourceArn === distributionArn,
    )
  return (
    given.some(({ Action }) => Action === 'lambda:InvokeFunctionUrl') &&
    given.some(({ Action, InvokedViaFunctionUrl }) => Action === 'lambda:InvokeFunction' && InvokedViaFunctionUrl)
  )
}

const FORBIDDEN: OriginAnswer = {
  status: 403,
  headers: new Headers({ 'content-type': 'application/json' }),
  body: Buffer.from('{"Message":"Forbidden"}'),
}
