import { createFunction, type LambdaFunction } from '../lambda/function.ts'
import type { Assembly } from '../template/assembly.ts'
import { type Names, roleOf } from '../template/names.ts'
import type { Resolve } from '../template/resolve.ts'
import { eventSource, functionUrl, lambda, one, resourcesOf } from '../template/resources.ts'

/** Where the services are that a function speaks to. */
export interface Endpoints {
  readonly s3: string
  readonly sqs: string
  readonly cloudfront: string
}

/** How many events at once an account without a limit of its own allows. */
const CONCURRENCY = 10

/** The functions of the template that are ours: behind the function URL, and behind the queue. */
export interface Functions {
  readonly serve: LambdaFunction
  readonly reconcile: LambdaFunction
}

export function deployFunctions(
  assembly: Assembly,
  resolve: Resolve,
  names: Names,
  { endpoints, host }: { readonly endpoints: Endpoints; readonly host: string | undefined },
): Functions {
  const { template } = assembly
  const url = one(resourcesOf(template, resolve, 'AWS::Lambda::Url', functionUrl), 'function URLs')
  const source = one(resourcesOf(template, resolve, 'AWS::Lambda::EventSourceMapping', eventSource), 'event sources')

  function create(named: string): LambdaFunction {
    const type = 'AWS::Lambda::Function'
    const found = resourcesOf(template, resolve, type, lambda)
      .map(({ id, properties }) => ({ id, arn: names.attributeOf(id, type, 'Arn'), properties }))
      .filter(({ id, arn }) => named === id || named === arn)
    const { id, arn, properties } = one(found, named)
    if (properties.Runtime !== 'nodejs24.x') throw new Error(`${id} is for ${properties.Runtime}`)
    return createFunction({
      ...(host !== undefined && { host }),
      name: id,
      arn,
      root: assembly.assetFolder(properties.Code.S3Key),
      handler: properties.Handler,
      memoryMegabytes: properties.MemorySize,
      timeoutSeconds: properties.Timeout,
      concurrency: properties.ReservedConcurrentExecutions ?? CONCURRENCY,
      environment: {
        ...properties.Environment.Variables,
        AWS_REGION: names.region,
        AWS_ACCESS_KEY_ID: roleOf(properties.Role),
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_ENDPOINT_URL_S3: endpoints.s3,
        AWS_ENDPOINT_URL_SQS: endpoints.sqs,
        AWS_ENDPOINT_URL_CLOUDFRONT: endpoints.cloudfront,
      },
    })
  }

  return { serve: create(url.properties.TargetFunctionArn), reconcile: create(source.properties.FunctionName) }
}
