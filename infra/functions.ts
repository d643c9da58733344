import { Aws, type Duration, type RemovalPolicy } from 'aws-cdk-lib'
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  type Architecture,
  Function as LambdaFunction,
  type FunctionUrl,
  FunctionUrlAuthType,
  InvokeMode,
  Runtime,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { Settings } from '../src/config/config.ts'
import type { Buckets } from './buckets.ts'
import { functionCode } from './bundling/asset.ts'
import type { FunctionName } from './bundling/compile.ts'
import { METRICS_NAMESPACE } from './monitoring/metrics.ts'
import { allow, allowLooking, allowObjects } from './permissions.ts'
import type { Queues } from './queues.ts'
import { RECONCILE, SERVE } from './times.ts'

/** How many messages a batch of the queue has: few enough that all are done in the function's time, be they large photos. */
const BATCH = 5

/** What both functions have in common. */
export interface FunctionsProps {
  readonly buckets: Buckets
  readonly queues: Queues
  readonly settings: Settings
  /** The public ones, none of which lies in another. */
  readonly prefixes: readonly string[]
  /** The metrics' dimension `service` is this, a hyphen, and the function's name. */
  readonly serviceName: string
  readonly architecture: Architecture
  readonly memorySize: number
  readonly logRetention: RetentionDays
  readonly removalPolicy: RemovalPolicy
}

export interface ServeFunction {
  readonly function: LambdaFunction
  readonly url: FunctionUrl
}

/**
 * The function that makes a rendition for the request that asks for it. It must not refer to the distribution in any
 * way, for that refers to it, and CloudFormation refuses a circle that CDK does not see.
 *
 * @param concurrency how many of it may be at work at once
 */
export function createServeFunction(
  scope: Construct,
  props: FunctionsProps,
  concurrency: number | undefined,
): ServeFunction {
  const { buckets, queues, prefixes } = props
  const serve = createFunction(scope, 'Serve', props, {
    name: 'serve',
    description: 'Sizewright: makes the rendition that a request asks for, and stores it',
    timeout: SERVE,
    ...(concurrency !== undefined && { reservedConcurrentExecutions: concurrency }),
  })
  const role = serve.role!
  allowLooking(role, buckets, prefixes)
  allowObjects(role, ['s3:GetObject', 's3:PutObject'], buckets.processed)
  allowObjects(role, ['s3:GetObject'], buckets.errors)
  allow(role, ['sqs:SendMessage'], [queues.queue.queueArn])
  // A response that is not streamed ends at 6 MB. Only the distribution may call the URL: it signs its requests.
  const url = serve.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM, invokeMode: InvokeMode.RESPONSE_STREAM })
  return { function: serve, url }
}

/**
 * The function that makes what is stored agree with the originals.
 *
 * @param concurrency how many batches of the queue may be at work at once
 */
export function createReconcileFunction(
  scope: Construct,
  props: FunctionsProps,
  distribution: Distribution,
  concurrency: number,
): LambdaFunction {
  const { buckets, queues, prefixes } = props
  const reconcile = createFunction(scope, 'Reconcile', props, {
    name: 'reconcile',
    description: 'Sizewright: makes the stored renditions agree with their originals',
    timeout: RECONCILE,
    environment: { SIZEWRIGHT_DISTRIBUTION_ID: distribution.distributionId },
  })
  const role = reconcile.role!
  allowLooking(role, buckets, prefixes)
  allowObjects(role, ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], buckets.processed)
  allowObjects(role, ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], buckets.errors)
  allow(role, ['cloudfront:CreateInvalidation'], [distribution.distributionArn])
  allow(
    role,
    [
      'sqs:SendMessage',
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:ChangeMessageVisibility', // the first delays after a failure are shorter than the queue's visibility timeout
      'sqs:GetQueueAttributes',
    ],
    [queues.queue.queueArn],
  )
  // `SqsEventSource` would add statements of its own.
  reconcile.addEventSourceMapping('QueueMapping', {
    eventSourceArn: queues.queue.queueArn,
    batchSize: BATCH,
    maxConcurrency: concurrency,
    reportBatchItemFailures: true,
  })
  return reconcile
}

interface Own {
  readonly name: FunctionName
  readonly description: string
  readonly timeout: Duration
  readonly reservedConcurrentExecutions?: number
  readonly environment?: Readonly<Record<string, string>>
}

/** A function that knows the buckets and the queue, and may do nothing yet except write its log. */
function createFunction(scope: Construct, id: string, props: FunctionsProps, own: Own): LambdaFunction {
  const { buckets, queues, logRetention, removalPolicy } = props
  const { name, environment, ...rest } = own
  const logGroup = new LogGroup(scope, `${id}Log`, { retention: logRetention, removalPolicy })
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
  allow(role, ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn])
  return new LambdaFunction(scope, id, {
    ...rest,
    runtime: Runtime.NODEJS_24_X,
    architecture: props.architecture,
    memorySize: props.memorySize,
    handler: 'index.handler',
    code: functionCode(name, props.settings, props.architecture),
    role,
    logGroup,
    environment: {
      SIZEWRIGHT_ORIGINALS: buckets.originals.bucketName,
      SIZEWRIGHT_PROCESSED: buckets.processed.bucketName,
      SIZEWRIGHT_ERRORS: buckets.errors.bucketName,
      SIZEWRIGHT_ACCOUNT: Aws.ACCOUNT_ID, // a bucket of the same name in another account is none of ours
      SIZEWRIGHT_QUEUE_URL: queues.queue.queueUrl,
      MALLOC_ARENA_MAX: '2', // otherwise glibc holds the memory of a decoded picture several times: docs/performance.md
      XDG_CACHE_HOME: '/tmp', // the one place that can be written to, where fontconfig keeps what it has read in our fonts
      POWERTOOLS_SERVICE_NAME: `${props.serviceName}-${name}`,
      POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
      ...environment,
    },
  })
}
