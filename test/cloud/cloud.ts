import { setTimeout as sleep } from 'node:timers/promises'
import { type S3Server, startS3 } from '../s3/server.ts'
import { createAudit } from './audit.ts'
import { type Clock, createClock } from './clock.ts'
import { deploy, type Deployment, type Ground } from './deploy/deployment.ts'
import { createEdgeApi, type Invalidation } from './edge/api.ts'
import { type Cache, createCache } from './edge/cache.ts'
import type { ViewerAnswer } from './edge/distribution.ts'
import { createPostman, type Postman } from './events/postman.ts'
import { listen } from './http.ts'
import { type Bucket, openBucket } from './objects.ts'
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

/** @param folder an assembly, as `cdk synth` writes it */
export async function startCloud(folder: string): Promise<Cloud> {
  const clock = createClock()
  const s3 = await startS3()
  const client = s3.client()
  const cache = createCache(clock)
  const queues: Ground['queues'] = new Map()
  const violations: string[] = []
  const audit = createAudit(() => Object.keys(stack.template.Resources))
  const edgeApi = createEdgeApi({
    audit: (signer, action, id) => audit.note(signer, action, `arn:aws:cloudfront::111122223333:distribution/${id}`),
    invalidate: (id, items) => {
      if (id !== stack.distribution.id) throw new Error(`there is no distribution ${id}`)
      cache.invalidate(items)
    },
  })
  const queueApi = createQueueApi({ queues: () => [...queues.values()], audit: audit.note })
  const [sqs, cloudfront] = await Promise.all([listen(queueApi), listen(edgeApi.answer)])
  const endpoints = { s3: s3.endpoint, sqs: sqs.endpoint, cloudfront: cloudfront.endpoint }
  const postman = createPostman(clock, queues)
  const buckets = new Map<string, Bucket>()
  s3.onChange((change) => postman.tell(change))
  let stack = await place(folder)
  startSchedules(stack, clock, queues)

  async function place(from: string): Promise<Deployment> {
    const deployed = deploy(from, { clock, endpoints, queues, cache })
    for (const name of deployed.buckets) {
      if (buckets.has(name)) continue
      buckets.set(name, openBucket(client, name))
      await s3.createBucket(name)
    }
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
    violations.push(...audit.violations(s3.exchanges, stack.permits))
    stack.serve.close()
    stack.reconcile.close()
  }

  const bucketOf = (name: string) => {
    const found = buckets.get(name)
    if (found === undefined) throw new Error(`there is no bucket ${name}`)
    return found
  }
  const operator = createOperator({
    stack: () => stack,
    clock,
    bucket: bucketOf,
    invalidate: (id, reference, items) => edgeApi.accept(id, { reference, items }),
  })
  const named = (variable: string) => bucketOf(stack.serve.environment[variable] ?? '')
  return {
    clock,
    s3,
    originals: named('SIZEWRIGHT_ORIGINALS'),
    processed: named('SIZEWRIGHT_PROCESSED'),
    errors: named('SIZEWRIGHT_ERRORS'),
    events: postman,
    cache,
    invalidations: edgeApi.accepted,
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
      cloudfront.close()
      client.destroy()
      await s3.close()
      if (violations.length > 0) throw new Error(violations.join('\n'))
    },
  }
}
