import { setTimeout as sleep } from 'node:timers/promises'
import type { S3Server } from '../s3/server.ts'
import { type Account, openAccount } from './account.ts'
import type { Clock } from './clock.ts'
import { deploy, type Deployment, type Ground } from './deploy/deployment.ts'
import type { Invalidation } from './edge/api.ts'
import { type Cache, createCache } from './edge/cache.ts'
import type { ViewerAnswer } from './edge/distribution.ts'
import { createPostman, type Postman } from './events/postman.ts'
import { listen } from './http.ts'
import type { Bucket } from './objects.ts'
import { createQueueApi } from './queue/api.ts'
import { startSchedules } from './schedules.ts'
import { createOperator } from './states/operator.ts'
import type { Execution } from './states/execution.ts'

/** A stack, and everything of AWS that it needs, on this machine. */
export interface Cloud {
  /** The virtual time, in which four minutes are over at once. */
  readonly clock: Clock
  /** Where things can be made to go wrong, and where every request to S3 is noted. */
  readonly s3: S3Server
  readonly originals: Bucket
  readonly processed: Bucket
  readonly errors: Bucket
  /** Notifications on their way from the originals to the queue. */
  readonly events: Postman
  /** What the edge holds. */
  readonly cache: Cache
  readonly invalidations: readonly Invalidation[]
  /** The stack as it is deployed now. */
  stack(): Deployment
  /** Deploys another version of the stack over this one. */
  redeploy(folder: string): Promise<void>
  /** Fetches as a viewer does, the target just as it is written. */
  get(target: string, headers?: Readonly<Record<string, string>>, method?: string): Promise<ViewerAnswer>
  refuseInvalidations(times: number): void
  /** Starts the state machine; it goes on as `settle` and `advance` are called. */
  rollOut(input?: object): Execution
  /** Returns when nothing is being worked on, and nothing in the queue is due. */
  settle(): Promise<void>
  /** Lets time pass, and whatever falls due in it happen in its order. */
  advance(ms: number): Promise<void>
  /** @throws Error where a function did what the template does not permit */
  close(): Promise<void>
}

/**
 * @param folder an assembly, as `cdk synth` writes it
 * @param account where the stack is deployed; one of its own where none is named. Stacks that share one share the time
 * @param host the script in which functions run, where that is not ours
 */
export async function startCloud(folder: string, account?: Account, host?: string): Promise<Cloud> {
  const shared = account ?? (await openAccount())
  const { clock, s3, edgeApi, audit } = shared
  const cache = createCache(clock)
  const queues: Ground['queues'] = new Map()
  const violations: string[] = []
  const sqs = await listen(createQueueApi({ queues: () => [...queues.values()], permits: audit.permits }))
  const endpoints = { s3: s3.endpoint, sqs: sqs.endpoint, cloudfront: shared.cloudfront }
  const postman = createPostman(clock, queues)
  s3.onChange((change) => postman.tell(change))
  let stack = await place(folder)
  shared.join({ stack: () => stack, cache })
  startSchedules(stack, clock, queues)

  async function place(from: string): Promise<Deployment> {
    const deployed = deploy(from, { clock, endpoints, queues, cache, host })
    await shared.claim(deployed)
    postman.subscribe(deployed.notifications, deployed.objectRules)
    return deployed
  }

  function isBusy(): boolean {
    const { source, serve, reconcile, queue } = stack
    return operator.isAtWork() || source.busy() + serve.busy() + reconcile.busy() + queue.countVisible() > 0
  }

  async function settle(): Promise<void> {
    do {
      await stack.source.drain()
      await Promise.all([stack.serve.idle(), stack.reconcile.idle()])
      await sleep(1) // lets go on what waited for that
    } while (isBusy())
  }

  function nextDue(): number {
    const visible = [...queues.values()].map((queue) => queue.nextVisible())
    return Math.min(clock.nextDue(), ...visible.filter((time) => time > clock.now()))
  }

  function leave(): void {
    violations.push(...audit.violations(stack.permissions.has))
    stack.serve.close()
    stack.reconcile.close()
  }

  const operator = createOperator({
    stack: () => stack,
    clock,
    permits: audit.permits,
    bucket: shared.bucket,
    invalidate: edgeApi.accept,
  })
  const named = (variable: string) => shared.bucket(stack.serve.environment[variable] ?? '')
  return {
    clock,
    s3,
    originals: named('SIZEWRIGHT_ORIGINALS'),
    processed: named('SIZEWRIGHT_PROCESSED'),
    errors: named('SIZEWRIGHT_ERRORS'),
    events: postman,
    cache,
    get invalidations() {
      return edgeApi.accepted.filter(({ distribution }) => distribution === stack.distribution.id)
    },
    stack: () => stack,
    async redeploy(from) {
      await settle()
      leave()
      stack = await place(from)
    },
    get: (target, headers = {}, method = 'GET') => {
      const [path = '', query] = target.split('?', 2)
      return stack.distribution.request({
        method,
        path,
        query: new URLSearchParams(query),
        headers: new Headers(headers),
      })
    },
    refuseInvalidations: (times) => edgeApi.refuseNext(times),
    rollOut: (input) => operator.rollOut(input),
    settle,
    async advance(ms) {
      const end = clock.now() + ms
      await settle()
      for (let due = nextDue(); due <= end; due = nextDue()) {
        clock.moveTo(due)
        await settle()
      }
      clock.moveTo(end)
      await settle()
    },
    async close() {
      leave()
      sqs.close()
      if (account === undefined) await shared.close()
      if (violations.length > 0) throw new Error(violations.join('\n'))
    },
  }
}
