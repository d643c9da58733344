import type { Message, Ports } from '../core/ports.ts'
import { reconcile } from '../core/reconcile.ts'
import { createSemaphore } from '../core/semaphore.ts'
import { createServe } from '../core/serve.ts'
import { reasons } from '../errors.ts'
import { memoryStore } from '../stores/memory.ts'
import type { Store } from '../stores/store.ts'
import { type RequestCounts, createCounter } from './request-counter.ts'
import type { Picked } from './sample.ts'

/** What the service did with one original when it was tried out in memory. */
export interface Trial extends Picked {
  /** How many bytes it has stored, by the name of the rendition. */
  readonly stored: ReadonlyMap<string, number>
  /** How many bytes the original's copy among the errors has. */
  readonly copied: number
  /** Why the original has no renditions; `null` where it has some. */
  readonly refused: string | null
  /** What the rollout's run and the sweep after it asked of S3. */
  readonly requests: RequestCounts
  /** Messages that went through the queue. */
  readonly messages: number
  /** The share of all the time that the rollout and the sweep took; the rest went into what is made on demand. */
  readonly share: number
}

export type TrialPorts = Pick<Ports, 'originals' | 'openPicture' | 'catalogue' | 'settings'> & {
  /** CPU time that decoders have taken elsewhere than in this process, in ms. */
  readonly decodersMs: () => number
}

/**
 * Has the very code of the service take up an original and answer the first request for each rendition that is not
 * pre-warmed. What it stores is kept in memory until it has been measured.
 *
 * @throws faults of the originals' store
 */
export async function tryOut(given: TrialPorts, { key, size }: Picked): Promise<Trial> {
  const counter = createCounter()
  const messages: Message[] = []
  const [processed, errors] = [memoryStore(), memoryStore()]
  const ports: Ports = {
    ...given,
    originals: counter.watch(given.originals),
    processed: counter.watch(processed),
    errors: counter.watch(errors),
    queue: {
      async send(message) {
        messages.push(message)
      },
    },
    purge: async () => {},
  }
  const begun = performance.now()
  const { refused } = await reconcile(ports, { key, rollout: true })
  for (const message of messages.slice()) await reconcile(ports, message)
  const beforehand = performance.now() - begun
  const requests = { ...counter.requests }
  const sent = messages.length
  const isPicture = (await processed.list()[Symbol.asyncIterator]().next()).done !== true
  if (isPicture) await serveTheRest(ports, key)
  return {
    key,
    size,
    stored: await sizesIn(processed, ports),
    copied: await totalOf(errors),
    refused: refused === null ? null : reasons[refused],
    requests,
    messages: sent,
    share: beforehand / (performance.now() - begun),
  }
}

async function serveTheRest(ports: Ports, key: string): Promise<void> {
  const serve = createServe(ports, createSemaphore(1, 0))
  for (const rendition of ports.catalogue.renditions.values()) {
    if (!rendition.prewarm) await (await serve(rendition, key)).finish()
  }
}

async function sizesIn(processed: Store, { catalogue }: Pick<Ports, 'catalogue'>): Promise<Map<string, number>> {
  const sizes = new Map<string, number>()
  for await (const { key: path, size } of processed.list()) {
    const parsed = catalogue.parsePath(path)
    if (parsed !== null) sizes.set(parsed.name, size)
  }
  return sizes
}

async function totalOf(store: Store): Promise<number> {
  let total = 0
  for await (const { size } of store.list()) total += size
  return total
}
