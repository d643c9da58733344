import { Duration } from 'aws-cdk-lib'
import { ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront'
import type { Construct } from 'constructs'
import { globalName } from './global-name.ts'

/** The header in which S3 sends the cache tag, which is user metadata; CloudFront reads an object's tags from it. */
export const CACHE_TAG_HEADER = 'x-amz-meta-cache-tag'

/**
 * Headers that the origins send to the edge and viewers need not know. A policy takes full names only, and refuses some,
 * such as `x-amzn-requestid`, which says nothing.
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

/** Adds the headers that S3 cannot send with an object, and removes those that nobody outside needs. */
export function createResponseHeaders(scope: Construct): ResponseHeadersPolicy {
  return new ResponseHeadersPolicy(scope, 'ResponseHeaders', {
    responseHeadersPolicyName: globalName(scope, 'ResponseHeaders'),
    comment: 'Sizewright: pictures that any site may show',
    corsBehavior: {
      accessControlAllowOrigins: ['*'],
      accessControlAllowMethods: ['GET', 'HEAD'],
      accessControlAllowHeaders: ['*'],
      accessControlAllowCredentials: false,
      accessControlMaxAge: Duration.days(1),
      // Both origins say `*` by themselves, to requests without `Origin`, too, for which CloudFront adds nothing. With
      // `false` it passes on what they say; this part is for answers of its own (decision 034).
      originOverride: false,
    },
    securityHeadersBehavior: {
      contentTypeOptions: { override: true },
      // Only HTTPS is spoken here. Nothing is known of the subdomains.
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
