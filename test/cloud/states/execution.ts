import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import type { Clock } from '../clock.ts'
import { type Bucket } from '../objects.ts'
import type { Invalidation } from '../edge/api.ts'
import { Throttled, type LambdaFunction, resultOf } from '../lambda/function.ts'
import type { Context } from '../template/permissions.ts'
import { distributionArn } from '../template/names.ts'
import { definition } from './language.ts'
import { run, StateFault } from './machine.ts'

/** What the tasks of a state machine reach. */
export interface Reach {
  /** Whether the role of the state machine may do something. */
  readonly permits: (action: string, resource: string, context?: Context) => boolean
  readonly clock: Clock
  readonly functions: readonly LambdaFunction[]
  bucket(name: string): Bucket
  invalidate(invalidation: Invalidation): void
}

export interface Execution {
  /** Whether it does something else than wait for a time. */
  isAtWork(): boolean
  isOver(): boolean
  /** Settles when it is over; fails as it does. */
  readonly done: Promise<void>
  /** Ends it where it is, as an operator can. */
  stop(): void
}

const invoke = v.object({ FunctionName: v.string(), Payload: v.unknown() })
const invalidation = v.object({
  DistributionId: v.string(),
  InvalidationBatch: v.object({ CallerReference: v.string(), Paths: v.object({ Items: v.array(v.string()) }) }),
})
const listing = v.strictObject({ Bucket: v.string(), Prefix: v.optional(v.string(), '') })
const mapRun = v.object({ MapRunArn: v.string() })

/** @param text the definition, as the template has it */
export function startExecution(text: string, input: object, reach: Reach): Execution {
  const { clock } = reach
  const runs = new Map<string, { total: number; failed: number }>()
  const stopped = Promise.withResolvers<never>()
  let asleep = 0
  let calls = 0
  let isOver = false

  async function call(resource: string, given: unknown): Promise<unknown> {
    const action = resource.replace(/^.*:states:::(?:aws-sdk:)?/, '')
    switch (action) {
      case 'lambda:invoke': {
        const { FunctionName, Payload } = v.parse(invoke, given)
        return { Payload: await invokeFunction(reach, FunctionName, Payload), StatusCode: 200 }
      }
      case 'cloudfront:createInvalidation': {
        const { DistributionId, InvalidationBatch } = v.parse(invalidation, given)
        const { CallerReference, Paths } = InvalidationBatch
        need(reach, 'cloudfront:CreateInvalidation', distributionArn(DistributionId))
        reach.invalidate({ distribution: DistributionId, reference: CallerReference, items: Paths.Items })
        return {}
      }
      case 'sfn:describeMapRun': {
        const counts = runs.get(v.parse(mapRun, given).MapRunArn)
        return { ItemCounts: { Total: counts?.total, Failed: counts?.failed } }
      }
      default:
        throw new Error(`${resource} is not known here`)
    }
  }

  async function counted<T>(work: () => Promise<T>): Promise<T> {
    calls += 1
    try {
      return await Promise.race([work(), stopped.promise])
    } finally {
      calls -= 1
    }
  }

  const finished = run(
    v.parse(definition, JSON.parse(text)),
    input,
    { Execution: { Id: randomUUID() } },
    {
      call: (resource, given) => counted(() => call(resource, given)),
      list: (given) =>
        counted(async () => {
          const { Bucket, Prefix } = v.parse(listing, given)
          need(reach, 's3:ListBucket', `arn:aws:s3:::${Bucket}`, { 's3:prefix': Prefix })
          return (await reach.bucket(Bucket).keys(Prefix)).map((Key) => ({ Key }))
        }),
      report(state, counts) {
        const MapRunArn = `arn:aws:states:eu-west-1:111122223333:mapRun:${state}`
        runs.set(MapRunArn, counts)
        return { MapRunArn }
      },
      async sleep(seconds) {
        asleep += 1
        await Promise.race([clock.until(clock.now() + seconds * 1000), stopped.promise])
        asleep -= 1
      },
      time: () => new Date(clock.now()).toISOString(),
    },
  )
  const done = watch()
  done.catch(() => {})
  stopped.promise.catch(() => {})

  async function watch(): Promise<void> {
    try {
      await finished
    } finally {
      isOver = true
    }
  }

  return {
    isAtWork: () => !isOver && (calls > 0 || asleep === 0),
    isOver: () => isOver,
    done,
    stop: () => stopped.reject(new StateFault('Stopped', 'by the test')),
  }
}

/** @throws StateFault where the role may not do that */
function need({ permits }: Reach, action: string, resource: string, context?: Context): void {
  if (!permits(action, resource, context)) throw new StateFault('AccessDeniedException', `${action} on ${resource}`)
}

async function invokeFunction(reach: Reach, named: string, payload: unknown): Promise<unknown> {
  const target = reach.functions.find(({ name, arn }) => named === name || named === arn)
  if (target === undefined) throw new StateFault('Lambda.ResourceNotFoundException', named)
  need(reach, 'lambda:InvokeFunction', target.arn)
  try {
    return await resultOf(await target.invoke(payload))
  } catch (error) {
    throw new StateFault(error instanceof Throttled ? 'Lambda.TooManyRequestsException' : 'Error', String(error))
  }
}
