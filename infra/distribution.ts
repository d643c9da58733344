import { Duration } from 'aws-cdk-lib'
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager'
import {
  AllowedMethods,
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  type CfnDistribution,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  FunctionUrlOriginAccessControl,
  HttpVersion,
  type IKeyGroup,
  type IOrigin,
  type PriceClass,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { FunctionUrlOrigin, OriginGroup, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import type { IFunctionUrl } from 'aws-cdk-lib/aws-lambda'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import type { NegotiationTable } from '../src/config/catalogue.ts'
import { edgeText, readEdgeSource } from '../src/edge/ship.ts'
import { acknowledge } from './acknowledge.ts'
import { globalName } from './global-name.ts'
import type { EdgeResources } from './monitoring/edge.ts'
import { CACHE_TAG_HEADER, createResponseHeaders } from './response-headers.ts'
import { FETCH } from './times.ts'

/**
 * From which page S3 believes to be asked: only to an `Origin` does it answer with `Access-Control-Allow-Origin`, and an
 * answer without is of no use to a page that shows the picture first and reads it later (decision 034).
 */
const ANY_PAGE = 'https://sizewright.invalid'

export interface DistributionOptions {
  readonly processed: IBucket
  readonly serveUrl: IFunctionUrl
  readonly table: NegotiationTable
  readonly domainNames: readonly string[]
  readonly certificate: ICertificate | undefined
  readonly webAclId: string | undefined
  readonly trustedKeyGroups: readonly IKeyGroup[]
  readonly priceClass: PriceClass
  readonly viewerLogs: IBucket | undefined
}

/** The distribution: what is stored comes from the bucket, what is not from the function, and the edge keeps both. */
export function createDistribution(scope: Construct, props: DistributionOptions): EdgeResources {
  const { domainNames, certificate, webAclId, trustedKeyGroups, viewerLogs } = props
  const edgeFunction = createEdgeFunction(scope, props.table)
  const distribution = new Distribution(scope, 'Distribution', {
    comment: 'Sizewright: pictures in every size',
    defaultBehavior: {
      origin: createOrigin(scope, props.processed, props.serveUrl),
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      compress: false, // pictures are compressed already
      cachePolicy: createCachePolicy(scope),
      responseHeadersPolicy: createResponseHeaders(scope),
      functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: edgeFunction }],
      ...(trustedKeyGroups.length > 0 && { trustedKeyGroups: [...trustedKeyGroups] }),
    },
    // Answers with these two say themselves how long they may be kept. CloudFront keeps the others for its ten seconds,
    // or every request would repeat a crash.
    errorResponses: [404, 503].map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
    httpVersion: HttpVersion.HTTP2_AND_3,
    priceClass: props.priceClass,
    publishAdditionalMetrics: true, // the cache hit rate is one of them
    ...(domainNames.length > 0 && { domainNames: [...domainNames] }),
    ...(certificate !== undefined && { certificate, minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021 }),
    ...(webAclId !== undefined && { webAclId }),
    ...(viewerLogs !== undefined && { logBucket: viewerLogs, logFilePrefix: 'viewers/' }),
  })
  const resource = distribution.node.defaultChild as CfnDistribution // oxlint-disable-line typescript/no-unsafe-type-assertion -- it has no other
  // The construct has no property for it yet.
  resource.addPropertyOverride('DistributionConfig.CacheTagConfig', { HeaderName: CACHE_TAG_HEADER })
  acknowledgeChoices(distribution, props)
  return { distribution, edgeFunction }
}

/**
 * An origin group: the bucket, and the function as its fallback. The distribution may not list the bucket, so that a
 * missing object is 403 to it; it must never be allowed to, for then `/` would be answered with the listing.
 */
function createOrigin(scope: Construct, processed: IBucket, serveUrl: IFunctionUrl): IOrigin {
  return new OriginGroup({
    primaryOrigin: S3BucketOrigin.withOriginAccessControl(processed, {
      customHeaders: { Origin: ANY_PAGE },
      originAccessControl: new S3OriginAccessControl(scope, 'BucketAccess', {
        originAccessControlName: globalName(scope, 'BucketAccess'),
      }),
      connectionAttempts: 2,
      connectionTimeout: Duration.seconds(5),
      responseCompletionTimeout: FETCH,
    }),
    fallbackOrigin: FunctionUrlOrigin.withOriginAccessControl(serveUrl, {
      originAccessControl: new FunctionUrlOriginAccessControl(scope, 'ServeAccess', {
        originAccessControlName: globalName(scope, 'ServeAccess'),
      }),
      connectionAttempts: 1, // each further one would render the picture again
      readTimeout: FETCH,
      responseCompletionTimeout: FETCH,
    }),
    fallbackStatusCodes: [403, 404, 500, 502, 503, 504],
  })
}

/** The path is the whole cache key: nobody can have anything made or kept twice by a query, a header or a cookie. */
function createCachePolicy(scope: Construct): CachePolicy {
  return new CachePolicy(scope, 'CachePolicy', {
    comment: 'Sizewright: by path alone, for as long as the origin says',
    queryStringBehavior: CacheQueryStringBehavior.none(),
    headerBehavior: CacheHeaderBehavior.none(),
    cookieBehavior: CacheCookieBehavior.none(),
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.minutes(1),
    maxTtl: Duration.days(365),
    enableAcceptEncodingGzip: false,
    enableAcceptEncodingBrotli: false,
  })
}

function createEdgeFunction(scope: Construct, table: NegotiationTable): EdgeFunction {
  return new EdgeFunction(scope, 'Edge', {
    comment: 'Sizewright: the one path of what a viewer asks for',
    code: FunctionCode.fromInline(edgeText(readEdgeSource(), table)),
    runtime: FunctionRuntime.JS_2_0,
  })
}

function acknowledgeChoices(
  distribution: Distribution,
  { certificate, webAclId, viewerLogs }: DistributionOptions,
): void {
  acknowledge(distribution, 'CFR1', 'pictures of a website are for whoever may see the website, in any country')
  if (webAclId === undefined) {
    acknowledge(
      distribution,
      'CFR2',
      'only GET and HEAD of a closed set of paths pass the edge function, without query, header or cookie; `webAclId` attaches an ACL',
    )
  }
  if (viewerLogs === undefined) {
    acknowledge(
      distribution,
      'CFR3',
      'logs of viewers hold their addresses, so the owner decides on them (`viewerLogs`); the buckets behind log every access',
    )
  }
  if (certificate === undefined) {
    acknowledge(
      distribution,
      'CFR4',
      'CloudFront fixes the protocol of its own domain; with `certificate` it is TLS 1.2 or later',
    )
  }
}
