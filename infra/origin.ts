import { Duration } from 'aws-cdk-lib'
import type { IOrigin } from 'aws-cdk-lib/aws-cloudfront'
import { FunctionUrlOrigin, OriginGroup, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import type { IFunctionUrl } from 'aws-cdk-lib/aws-lambda'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import { FETCH } from './times.ts'

/**
 * The bucket, and behind it the function. The distribution may not list the bucket, so a missing object is 403 to it;
 * it must not learn to, for then `/` would be answered with the listing.
 */
export function createOrigin(processed: IBucket, serveUrl: IFunctionUrl): IOrigin {
  return new OriginGroup({
    primaryOrigin: S3BucketOrigin.withOriginAccessControl(processed, {
      connectionAttempts: 2,
      connectionTimeout: Duration.seconds(5),
      responseCompletionTimeout: FETCH,
    }),
    fallbackOrigin: FunctionUrlOrigin.withOriginAccessControl(serveUrl, {
      connectionAttempts: 1, // each further one would render the picture again
      readTimeout: FETCH,
      responseCompletionTimeout: FETCH,
    }),
    fallbackStatusCodes: [403, 404, 500, 502, 503, 504],
  })
}
