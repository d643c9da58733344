import * as v from 'valibot'
import type { Clock } from '../clock.ts'
import type { Cache, Cached } from './cache.ts'
import { customHeaders } from './custom-headers.ts'
import { applyPolicy, headersPolicy } from './headers.ts'
import type { Origin, OriginAnswer } from './origin.ts'
import { ttlOf } from './ttl.ts'
import type { ViewerFunction, ViewerRequest } from './function.ts'

/** What the edge needs of a distribution's configuration, as the template has it. */
export const distributionConfig = v.object({
  DefaultCacheBehavior: v.object({
    TargetOriginId: v.string(),
    CachePolicyId: v.string(),
    OriginRequestPolicyId: v.optional(v.undefined()), // nothing may be forwarded beside what the key has
    ResponseHeadersPolicyId: v.optional(v.string()),
    AllowedMethods: v.array(v.string()),
    FunctionAssociations: v.array(v.object({ EventType: v.literal('viewer-request'), FunctionARN: v.string() })),
  }),
  CacheBehaviors: v.optional(v.undefined()),
  Origins: v.array(
    v.object({
      Id: v.string(),
      DomainName: v.string(),
      OriginPath: v.optional(v.string(), ''),
      OriginCustomHeaders: customHeaders,
    }),
  ),
  OriginGroups: v.object({
    Items: v.array(
      v.object({
        Id: v.string(),
        FailoverCriteria: v.object({ StatusCodes: v.object({ Items: v.array(v.number()) }) }),
        Members: v.object({ Items: v.array(v.object({ OriginId: v.string() })) }),
      }),
    ),
  }),
  CustomErrorResponses: v.optional(
    v.array(v.object({ ErrorCode: v.number(), ErrorCachingMinTTL: v.optional(v.number()) })),
    [],
  ),
  CacheTagConfig: v.object({ HeaderName: v.string() }),
})

export const cachePolicy = v.object({
  CachePolicyConfig: v.object({
    MinTTL: v.number(),
    DefaultTTL: v.number(),
    MaxTTL: v.number(),
    ParametersInCacheKeyAndForwardedToOrigin: v.object({
      CookiesConfig: v.object({ CookieBehavior: v.string() }),
      HeadersConfig: v.object({ HeaderBehavior: v.string() }),
      QueryStringsConfig: v.object({ QueryStringBehavior: v.picklist(['none', 'all']) }),
    }),
  }),
})

export interface DistributionOptions {
  readonly config: v.InferOutput<typeof distributionConfig>
  readonly cachePolicy: v.InferOutput<typeof cachePolicy>['CachePolicyConfig']
  readonly headersPolicy: v.InferOutput<typeof headersPolicy>['ResponseHeadersPolicyConfig']
  readonly viewerFunction: ViewerFunction
  /** By their ids. */
  readonly origins: ReadonlyMap<string, Origin>
  readonly cache: Cache
  readonly clock: Clock
}

/** What a viewer gets, and where it came from. */
export interface ViewerAnswer extends OriginAnswer {
  /** `edge`: answered before the cache; `primary` and `fallback`: the origins of the group. */
  readonly from: 'edge' | 'cache' | 'primary' | 'fallback'
}

export type Distribution = (request: ViewerRequest) => Promise<ViewerAnswer>

/** One edge of a distribution: the viewer's function, then the cache, then the origins. */
export function createDistribution(options: DistributionOptions): Distribution {
  const { config, cachePolicy, viewerFunction, cache, clock } = options
  const { DefaultCacheBehavior: behavior } = config
  const parameters = cachePolicy.ParametersInCacheKeyAndForwardedToOrigin
  const hasPlainKey =
    parameters.CookiesConfig.CookieBehavior === 'none' && parameters.HeadersConfig.HeaderBehavior === 'none'
  if (!hasPlainKey) throw new Error('cookies and headers in the cache key are not known here')

  async function fetchFromOrigins(method: string, path: string): Promise<ViewerAnswer> {
    const group = config.OriginGroups.Items.find(({ Id }) => Id === behavior.TargetOriginId)
    const members = group?.Members.Items.map(({ OriginId }) => OriginId) ?? [behavior.TargetOriginId]
    for (const [index, id] of members.entries()) {
      const origin = options.origins.get(id)
      if (origin === undefined) throw new Error(`there is no origin ${id}`)
      const own = config.Origins.find(({ Id }) => Id === id)
      const headers = { ...SENT, ...own?.OriginCustomHeaders }
      const answer = await origin({ method, path: `${own?.OriginPath ?? ''}${path}`, headers })
      const failsOver = group?.FailoverCriteria.StatusCodes.Items.includes(answer.status) === true
      if (!failsOver || index === members.length - 1) return { ...answer, from: index === 0 ? 'primary' : 'fallback' }
    }
    throw new Error(`the origin group ${behavior.TargetOriginId} is empty`)
  }

  function keep(key: string, path: string, answer: ViewerAnswer): void {
    const errorTtl = config.CustomErrorResponses.find(({ ErrorCode }) => ErrorCode === answer.status)
    const seconds = ttlOf(answer.status, answer.headers.get('cache-control'), cachePolicy, errorTtl?.ErrorCachingMinTTL)
    if (seconds <= 0) return
    const tags = answer.headers.get(config.CacheTagConfig.HeaderName)?.split(',') ?? []
    cache.put(key, { ...answer, path, tags: tags.map((tag) => tag.trim()) }, seconds)
  }

  function finish(answer: ViewerAnswer, request: ViewerRequest): ViewerAnswer {
    const headers = applyPolicy(options.headersPolicy, answer.headers, request.headers.get('origin'))
    const etag = answer.headers.get('etag')
    const isKnown = etag !== null && request.headers.get('if-none-match') === etag
    if (isKnown) return { ...answer, headers, status: 304, body: Buffer.alloc(0) }
    return request.method === 'HEAD' ? { ...answer, headers, body: Buffer.alloc(0) } : { ...answer, headers }
  }

  return async (request) => {
    if (!behavior.AllowedMethods.includes(request.method)) return refused()
    const result = viewerFunction(request)
    if (result instanceof Response) {
      const body = Buffer.from(await result.arrayBuffer())
      return { status: result.status, headers: result.headers, body, from: 'edge' }
    }
    const query = parameters.QueryStringsConfig.QueryStringBehavior === 'all' ? JSON.stringify(result.querystring) : ''
    const key = result.uri + query
    const cached = cache.get(key)
    if (cached !== null && cached.expiresAt > clock.now()) return finish(aged(cached, clock), request)
    const answer = await fetchFromOrigins(request.method, result.uri)
    if (request.method === 'GET') keep(key, result.uri, answer)
    return finish(answer, request)
  }
}

/** Whatever a viewer sends, an origin sees this, with the policies that the schema above lets through. */
const SENT = { 'user-agent': 'Amazon CloudFront', via: '2.0 test.cloudfront.net (CloudFront)', 'x-amz-cf-id': 'test' }

function aged(cached: Cached, clock: Clock): ViewerAnswer {
  const headers = new Headers(cached.headers)
  headers.set('age', String(Math.floor((clock.now() - cached.storedAt) / 1000)))
  return { status: cached.status, headers, body: cached.body, from: 'cache' }
}

function refused(): ViewerAnswer {
  return {
    status: 403,
    headers: new Headers(),
    body: Buffer.from('This distribution is not configured to allow it'),
    from: 'edge',
  }
}
