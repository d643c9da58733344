import { type Function as LambdaFunction, FunctionUrl, FunctionUrlAuthType, InvokeMode } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { createFunction, type FunctionsProps } from './functions.ts'
import { allow, allowLooking, allowObjects } from './permissions.ts'
import { SERVE } from './times.ts'

export interface Serve {
  readonly function: LambdaFunction
  readonly url: FunctionUrl
}

/**
 * The function that makes a rendition for the request that asks for it. It must not refer to the distribution in any
 * way, for that refers to it, and CloudFormation refuses a circle that CDK does not see.
 *
 * @param concurrency how many of it may be at work at once
 */
export function createServe(scope: Construct, props: FunctionsProps, concurrency: number | undefined): Serve {
  const { stores, queues, settings } = props
  const serve = createFunction(scope, 'Serve', props, {
    name: 'serve',
    description: 'Sizewright: makes the rendition that a request asks for, and stores it',
    timeout: SERVE,
    ...(concurrency !== undefined && { reservedConcurrentExecutions: concurrency }),
  })
  const role = serve.role!
  allowLooking(role, stores, settings.prefixes)
  allowObjects(role, ['s3:GetObject', 's3:PutObject'], stores.processed)
  allowObjects(role, ['s3:GetObject'], stores.errors)
  allow(role, ['sqs:SendMessage'], [queues.queue.queueArn])
  // Buffered answers end at 6 MB. Only the distribution may call: it signs its requests.
  const url = serve.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM, invokeMode: InvokeMode.RESPONSE_STREAM })
  return { function: serve, url }
}
