import type { Duration, RemovalPolicy } from 'aws-cdk-lib'
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager'
import type { IKeyGroup, PriceClass } from 'aws-cdk-lib/aws-cloudfront'
import type { Architecture } from 'aws-cdk-lib/aws-lambda'
import type { RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { Config } from '../src/config/config.ts'
import type { EventSource } from './s3-events.ts'
import type { AnyBucket } from './buckets.ts'

/** What an `ImageService` is made of. Everything can be left out. */
export interface ImageServiceProps {
  /**
   * The sizes, formats, qualities, limits and public prefixes, as in `sizewright.config.ts`.
   *
   * @default the default sizes, of every key
   */
  readonly config?: Config

  /**
   * The folder that the paths of the configuration's images (watermarks) and fonts are relative to: `import.meta.dirname` where
   * they lie beside the file that says so.
   *
   * @default the working directory
   */
  readonly configFolder?: string

  /**
   * A bucket with pictures that is there already, imported or not. It is read, and told to send its events; nothing
   * else of it changes. It must be in the region of the stack, and be of the stack or imported. Where its objects are
   * encrypted with a key of KMS, the bucket must know the key: import it with
   * `Bucket.fromBucketAttributes(…, { encryptionKey })`.
   *
   * Pictures that are in it already are taken up by a rollout (`rolloutOnDeploy`, or by hand).
   *
   * @default a new bucket
   */
  readonly originals?: AnyBucket

  /**
   * How the service learns that an original came, changed, went or was restored from an archive.
   *
   * `'notifications'`: S3 notifications to the queue. S3 refuses them where the bucket has others of the same
   * kind for an overlapping prefix.
   * `'eventbridge'`: a rule, for an existing bucket whose owner has switched EventBridge on; here it is only switched
   * on where the bucket is new, as doing so to another would remove the notifications that others manage.
   *
   * @default 'notifications'
   */
  readonly originalsEvents?: EventSource

  /**
   * Websites whose pages may upload into the new originals bucket with presigned requests, like
   * `https://www.example.com`. An existing bucket has its own rules for that.
   *
   * @default none
   */
  readonly uploadOrigins?: readonly string[]

  /**
   * Whether the new originals bucket keeps older versions of what is overwritten or deleted.
   *
   * @default false
   */
  readonly versioned?: boolean

  /**
   * Domains under which the pictures are served. They need a `certificate`, and a DNS record each that leads to the
   * distribution.
   *
   * @default the domain of the distribution
   */
  readonly domainNames?: readonly string[]

  /**
   * For `domainNames`; CloudFront wants it in us-east-1.
   *
   * @default CloudFront's own
   */
  readonly certificate?: ICertificate

  /**
   * ARN of a web ACL (of WAF, in us-east-1, of scope CLOUDFRONT).
   *
   * @default none
   */
  readonly webAclId?: string

  /**
   * How many requests of one address WAF lets pass in five minutes, from 10 on; more are 429. Offices and phones share
   * addresses, and a page of fifty pictures is fifty requests: 2000 is a beginning. It makes a web ACL, which must be in
   * us-east-1, so that in another region it is refused: make one there, and give its `webAclId`.
   *
   * @default as many as come
   */
  readonly rateLimit?: number

  /**
   * Makes the pictures private: only who has a URL or cookies signed with one of these keys gets any.
   *
   * @default everybody may see them
   */
  readonly trustedKeyGroups?: readonly IKeyGroup[]

  /**
   * Which of CloudFront's edges are used.
   *
   * @default all of them
   */
  readonly priceClass?: PriceClass

  /**
   * A bucket for CloudFront's access logs, with ACLs enabled. They hold the addresses of your visitors.
   *
   * @default these logs are not kept
   */
  readonly viewerLogs?: IBucket

  /**
   * Where the alarms go. The address gets a mail to confirm first. Alarms on what CloudFront counts are in us-east-1 only:
   * where the stack is elsewhere, `watchEdge` makes them in another.
   *
   * @default nowhere; add actions of your own to `alarms`
   */
  readonly alarmEmail?: string

  /**
   * How many dollars the whole account may cost a month before `alarmEmail` hears of it: at 80 %, at all of it, and when
   * it will probably be more. It stops nothing.
   *
   * @default nobody is told
   */
  readonly monthlyBudget?: number

  /**
   * How long logs and the reports of rollouts are kept.
   *
   * @default three months
   */
  readonly logRetention?: RetentionDays

  /**
   * How long the copy of a broken original is kept. When it is gone, the original gets another try.
   *
   * @default 90 days
   */
  readonly errorRetention?: Duration

  /**
   * The processor architecture of the functions.
   *
   * @default ARM_64
   */
  readonly architecture?: Architecture

  /**
   * The memory of the functions, in MB. Lambda gives a full core at 1,769, and a second one is not used.
   *
   * @default 1769
   */
  readonly memorySize?: number

  /**
   * The quota for concurrent executions of Lambda in the account and region, or the part of it that other functions
   * leave: `check --account` prints it, and the line to set. A quarter is for uploads, a quarter for a rollout, the rest for
   * requests, so that a large upload never keeps a visitor waiting.
   *
   * @default 10, which is what a new account has
   */
  readonly accountConcurrency?: number

  /**
   * How many requests may be rendered at once; the account keeps as much in reserve for them, and more are refused
   * with 429. Lambda keeps 100 of the account's quota unreserved, so a new account cannot reserve any.
   *
   * @default none is reserved, and as many as the account has left
   */
  readonly serveConcurrency?: number

  /**
   * How many batches of uploads may be worked on at once, from 2 to 1000.
   *
   * @default a quarter of `accountConcurrency`
   */
  readonly reconcileConcurrency?: number

  /**
   * How many batches of a rollout may be worked on at once, from 1 to 1000.
   *
   * @default a quarter of `accountConcurrency`
   */
  readonly rolloutConcurrency?: number

  /**
   * Whether a deployment starts a rollout when it changes a recipe, the sizes or the public prefixes; the first does,
   * too.
   *
   * @default false: the output `RolloutCommand` starts one
   */
  readonly rolloutOnDeploy?: boolean

  /**
   * Tells the metrics and logs of this service from those of another in the same account and region.
   *
   * @default 'sizewright'
   */
  readonly serviceName?: string

  /**
   * What becomes of the buckets and logs that the service made when it is removed. `DESTROY` empties and deletes them,
   * the originals too: for trials.
   *
   * @default RETAIN_ON_UPDATE_OR_DELETE: they stay, except those of a first deployment that failed
   */
  readonly removalPolicy?: RemovalPolicy
}
