import type { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { type Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { Settings } from '../src/config/config.ts'
import { functionCode } from './bundling/asset.ts'
import type { FunctionName } from './bundling/compile.ts'
import { METRICS_NAMESPACE } from './monitoring/metrics.ts'
import type { Queues } from './queues.ts'
import { allow } from './permissions.ts'
import type { Stores } from './buckets.ts'

/** What both functions have in common. */
export interface FunctionsProps {
  readonly stores: Stores
  readonly queues: Queues
  readonly settings: Settings
  /** The metrics' dimension `service` is this, a hyphen, and the function's name. */
  readonly serviceName: string
  readonly architecture: Architecture
  readonly memorySize: number
  readonly logRetention: RetentionDays
  readonly removalPolicy: RemovalPolicy
}

interface Own {
  readonly name: FunctionName
  readonly description: string
  readonly timeout: Duration
  readonly reservedConcurrentExecutions?: number
  readonly environment?: Readonly<Record<string, string>>
}

/** A function that knows the buckets and the queue, and may do nothing yet but write its log. */
export function createFunction(scope: Construct, id: string, props: FunctionsProps, own: Own): LambdaFunction {
  const { stores, queues, logRetention, removalPolicy } = props
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
      SIZEWRIGHT_ORIGINALS: stores.originals.bucketName,
      SIZEWRIGHT_PROCESSED: stores.processed.bucketName,
      SIZEWRIGHT_ERRORS: stores.errors.bucketName,
      SIZEWRIGHT_QUEUE_URL: queues.queue.queueUrl,
      MALLOC_ARENA_MAX: '2', // or glibc holds the memory of a decoded picture several times: docs/performance.md
      POWERTOOLS_SERVICE_NAME: `${props.serviceName}-${name}`,
      POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
      ...environment,
    },
  })
}
