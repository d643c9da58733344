import * as v from 'valibot'
import type { Clock } from '../clock.ts'
import type { Cache } from '../edge/cache.ts'
import { type ObjectRule, objectRule } from '../events/bridge.ts'
import { bucketNotifications } from '../events/notifications.ts'
import { createSource, type EventSource } from '../lambda/source.ts'
import type { Queue } from '../queue/queue.ts'
import { readAssembly, type Template } from '../template/assembly.ts'
import { globalNames } from '../template/global-names.ts'
import { createNames, type Names } from '../template/names.ts'
import { readRolePermissions, type RolePermissions } from '../template/permissions.ts'
import { createResolver, type Resolve } from '../template/resolve.ts'
import { bucket, eventSource, one, resourcesOf } from '../template/resources.ts'
import { type Deployed, deployDistribution } from './distribution.ts'
import { deployFunctions, type Endpoints, type Functions } from './functions.ts'
import { deployQueues } from './queues.ts'

/** What a stack is deployed onto, and what outlives its next deployment. */
export interface Ground {
  readonly clock: Clock
  readonly endpoints: Endpoints
  readonly queues: Map<string, Queue>
  readonly cache: Cache
  /** The script in which functions run, where that is not ours. */
  readonly host: string | undefined
}

/** A stack as one deployment has made it. */
export interface Deployment extends Functions {
  readonly template: Template
  readonly names: Names
  /** Those of which the account can have one each. */
  readonly globalNames: readonly string[]
  readonly resolve: Resolve
  readonly distribution: Deployed
  readonly source: EventSource
  /** Messages of a batch, and batches at once, at most. */
  readonly reading: { readonly batch: number; readonly most: number }
  readonly queue: Queue
  readonly deadLetters: Queue
  /** Names of all buckets. */
  readonly buckets: readonly string[]
  readonly notifications: readonly v.InferOutput<typeof bucketNotifications>[]
  readonly objectRules: readonly ObjectRule[]
  readonly permissions: RolePermissions
}

/** Makes what a synthesized stack says, out of what this test has in place of AWS. */
export function deploy(folder: string, { clock, endpoints, queues, cache, host }: Ground): Deployment {
  const assembly = readAssembly(folder)
  const { template } = assembly
  const names = createNames(assembly.region, endpoints.sqs)
  const resolve = createResolver(template, names)
  deployQueues(template, resolve, names, clock, queues)
  const functions = deployFunctions(assembly, resolve, names, { endpoints, host })
  const { properties } = one(resourcesOf(template, resolve, 'AWS::Lambda::EventSourceMapping', eventSource), 'sources')
  const reading = { batch: properties.BatchSize, most: properties.ScalingConfig?.MaximumConcurrency ?? 2 }
  const queue = queues.get(properties.EventSourceArn)
  const deadLetters = queue?.deadLetters?.queue
  if (queue === undefined || deadLetters === undefined) throw new Error('the source has no queue with dead letters')
  return {
    ...functions,
    template,
    resolve,
    names,
    globalNames: globalNames(template, resolve),
    permissions: readRolePermissions(template, resolve, names),
    queue,
    deadLetters,
    reading,
    distribution: deployDistribution(template, resolve, {
      names,
      s3: endpoints.s3,
      serve: functions.serve,
      cache,
      clock,
    }),
    source: createSource({
      queue,
      target: functions.reconcile,
      batchSize: reading.batch,
      concurrency: reading.most,
      reportsFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
    }),
    buckets: resourcesOf(template, resolve, 'AWS::S3::Bucket', bucket).map(({ id }) =>
      names.nameOf(id, 'AWS::S3::Bucket'),
    ),
    notifications: resourcesOf(template, resolve, 'Custom::S3BucketNotifications', bucketNotifications).map(
      ({ properties }) => properties,
    ),
    objectRules: Object.values(template.Resources)
      .filter(({ Type, Properties }) => Type === 'AWS::Events::Rule' && JSON.stringify(Properties).includes('aws.s3'))
      .map(({ Properties }) => v.parse(objectRule, resolve(Properties))),
  }
}
