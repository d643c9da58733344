import { Duration } from 'aws-cdk-lib'
import { ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront'
import type { Construct } from 'constructs'

/** S3 names user metadata so toward the outside; CloudFront reads an object's cache tag from it. */
export const CACHE_TAG_HEADER = 'x-amz-meta-cache-tag'

/**
 * What the origins say to the edge and viewers need not know. A policy takes full names only, and refuses some, like
 * `x-amzn-requestid`; that one says nothing.
 */
const INTERNAL = [
  CACHE_TAG_HEADER,
  'x-amz-meta-source',
  'x-amz-meta-recipe',
  'x-amz-meta-width',
  'x-amz-meta-height',
  'x-amz-server-side-encryption',
  'x-amz-version-id',
  'x-amzn-trace-id',
  'server',
]

/** The headers that S3 cannot send with an object, and without those that nobody outside needs. */
export function createResponseHeaders(scope: Construct): ResponseHeadersPolicy {
  return new ResponseHeadersPolicy(scope, 'ResponseHeaders', {
    comment: 'Sizewright: pictures that any site may show',
    corsBehavior: {
      accessControlAllowOrigins: ['*'],
      accessControlAllowMethods: ['GET', 'HEAD'],
      accessControlAllowHeaders: ['*'],
      accessControlAllowCredentials: false,
      accessControlMaxAge: Duration.days(1),
      originOverride: true,
    },
    securityHeadersBehavior: {
      contentTypeOptions: { override: true },
      // Only HTTPS is spoken here. Of the names below this one nothing is known.
      strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: false, override: true },
    },
    customHeadersBehavior: {
      customHeaders: [
        { header: 'Cross-Origin-Resource-Policy', value: 'cross-origin', override: true },
        { header: 'Vary', value: 'Accept', override: true },
      ],
    },
    removeHeaders: INTERNAL,
  })
}
