import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  HttpMethods,
  type IBucket,
  type LifecycleRule,
} from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'

/** Where in the bucket of logs the reports of rollouts lie. */
export const REPORTS = 'rollouts/'

/** To a compiler with `exactOptionalPropertyTypes` a `Bucket` is no `IBucket`, though it says that it is one. */
export type AnyBucket = IBucket | Bucket

export function asAny(bucket: Bucket): IBucket {
  return bucket as IBucket // oxlint-disable-line typescript/no-unsafe-type-assertion -- see AnyBucket
}

export interface Buckets {
  readonly originals: AnyBucket
  readonly processed: Bucket
  readonly errors: Bucket
  /** Access logs of the other buckets, and the reports of rollouts. Nobody takes the names in this bucket for keys. */
  readonly logs: Bucket
}

export interface BucketsProps {
  readonly originals: AnyBucket | undefined
  readonly uploadOrigins: readonly string[]
  readonly versioned: boolean
  readonly logRetention: RetentionDays
  readonly errorRetention: Duration
  readonly removalPolicy: RemovalPolicy
}

/** The buckets. Only the functions and the distribution get at them, each by statements of its own. */
export function createBuckets(scope: Construct, props: BucketsProps): Buckets {
  const { uploadOrigins, versioned, logRetention, errorRetention, removalPolicy } = props
  const secured = {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    removalPolicy,
    autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
  } satisfies BucketProps

  const logs = new Bucket(scope, 'Logs', {
    ...secured,
    lifecycleRules: [aborting(), ...(isEndless(logRetention) ? [] : [{ expiration: Duration.days(logRetention) }])],
  })
  const create = (id: string, prefix: string, own: BucketProps = {}) =>
    new Bucket(scope, id, {
      ...secured,
      serverAccessLogsBucket: asAny(logs),
      serverAccessLogsPrefix: `access/${prefix}/`,
      lifecycleRules: [aborting()],
      ...own,
    })
  return {
    originals: props.originals ?? create('Originals', 'originals', { versioned, cors: uploadCors(uploadOrigins) }),
    processed: create('Processed', 'processed', { cors: ANY_PAGE_MAY_READ }),
    errors: create('Errors', 'errors', { lifecycleRules: [aborting(), { expiration: errorRetention }] }),
    logs,
  }
}

/** An incomplete multipart upload would be kept and paid for, and nobody would see it. */
function aborting(): LifecycleRule {
  return { abortIncompleteMultipartUploadAfter: Duration.days(7) }
}

function isEndless(retention: RetentionDays): boolean {
  return retention === RetentionDays.INFINITE
}

/**
 * The distribution names a page in each request to the bucket, and by this rule S3 answers that any page may read the
 * picture (decision 034). Who gets the picture at all is a matter of the bucket's policy.
 */
const ANY_PAGE_MAY_READ = [{ allowedOrigins: ['*'], allowedMethods: [HttpMethods.GET, HttpMethods.HEAD] }]

/** Lets pages of these origins upload with a presigned request, and read back what S3 called it. */
function uploadCors(origins: readonly string[]) {
  if (origins.length === 0) return []
  return [
    {
      allowedOrigins: [...origins],
      allowedMethods: [HttpMethods.PUT, HttpMethods.POST],
      allowedHeaders: ['*'],
      exposedHeaders: ['ETag'],
      maxAge: 3000,
    },
  ]
}
