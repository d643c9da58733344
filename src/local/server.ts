import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { createApp } from '../core/app.ts'
import { createCatalogue } from '../config/catalogue.ts'
import type { Settings } from '../config/config.ts'
import { observe } from '../core/observe.ts'
import { createSemaphore, type SemaphoreState } from '../core/semaphore.ts'
import { createDecoderPool } from '../decoders/pool.ts'
import { decoders } from '../image/sniff.ts'
import { isHiddenName } from '../path.ts'
import type { Ports } from '../core/ports.ts'
import { reconcile } from '../core/reconcile.ts'
import { createServe } from '../core/serve.ts'
import { createAccess } from './http/access.ts'
import { createBlindSpots } from './health/blind-spots.ts'
import { catchUp } from './work/catch-up.ts'
import { createEdge } from './http/edge.ts'
import { createCdn, createHandingOrigin, createOrigin } from './http/cdn.ts'
import { createGallery } from './gallery/gallery.ts'
import { createSameOrigin } from './gallery/same-origin.ts'
import { createHealth } from './health/healthz.ts'
import { createHosts } from './http/hosts.ts'
import { listen } from './http/listen.ts'
import { lookAgain } from './work/look-again.ts'
import type { Options } from './options.ts'
import { type Measures, measuredStore } from './telemetry/measured.ts'
import { createLocalQueue, type QueueState } from './work/queue.ts'
import { createMemoryHit } from './http/memory-hit.ts'
import { createRefusalRate } from './health/refusals.ts'
import type { RequestTrace } from './http/request-trace.ts'
import { createRouter } from './http/route.ts'
import { createSettledIndex } from './settled/settled-index.ts'
import { createMemoryCache } from './http/memory-cache.ts'
import { watchWrites } from './health/write-watch.ts'
import { openFolders } from './locations/folders.ts'
import type { Locations } from './locations/locations.ts'
import { createConsumer } from './work/consumer.ts'

/** In ms: so long a stop waits for decoders; what they are at is taken up by the next start. */
const GRACE_MS = 10_000
/** Requests that wait for a place; more are refused with 503. They hold no picture yet, so they cost next to nothing. */
const WAITING = 64
/** Looks for changes in a bucket, after which all three are held against each other: their lists are longer. */
const POLLS = 60
/** Until what could not be listed at the start is listed again. */
const RETRY_MS = 5000
/** In ms: a store that does not answer keeps nobody from ending, and what it does not keep is found again. */
const SAVING_MS = 3000

export interface RunningServer {
  readonly url: string
  /**
   * Settles when what had changed while the service was off is done; gives the number of keys looked at, or `null` where
   * it was closed before.
   */
  readonly caughtUp: Promise<number | null>
  /** What waits: originals that are to be looked at, and requests for what is to be made. */
  state(): { readonly queue: QueueState; readonly requests: SemaphoreState }
  /**
   * Finishes the work in hand and stops.
   *
   * @param drainMs how long before that requests are still answered, while `/healthz` says that it stops
   */
  close(drainMs?: number): Promise<void>
}

/** Whom it tells of what. */
export interface Talk {
  readonly report: (fault: unknown, key?: string) => void
  readonly progress: (done: number, all: number) => void
  readonly measures?: Measures | undefined
  readonly requests?: RequestTrace | undefined
}

/**
 * Starts the whole service over folders. At most two originals for each core are in memory at once, one made for a
 * request and one for the queue.
 *
 * @throws UsageFault
 */
export async function startServer(options: Options, settings: Settings, talk: Talk): Promise<RunningServer> {
  const { report, progress, measures, requests } = talk
  const catalogue = createCatalogue(settings, decoders)
  const edge = createEdge(catalogue.table)
  const opened = await openPlaces(options, settings)
  const { accelRedirect } = options
  const shelf = opened.isAlone && accelRedirect === null ? createMemoryCache(opened.processed) : null
  const places = shelf === null ? opened : { ...opened, processed: shelf }
  const atOnce = availableParallelism()
  const pool = createDecoderPool({ size: atOnce + 1, warm: atOnce }) // the queue takes one for each core, so that one is left for requests
  let version = 0

  const refusals = createRefusalRate()
  const index = places.isAlone ? null : createSettledIndex(places.errors, catalogue, report)
  const work = createConsumer({
    reconcile: (message) => reconcile(ports, message),
    changed: () => (version += 1),
    index,
    report,
    measures,
    refusals,
  })
  const queue = createLocalQueue({ atOnce, ...work })
  const processed = watchWrites(measuredStore(places.processed, measures), 'the renditions')
  const errors = watchWrites(places.errors, 'the errors')
  const ports: Ports = {
    originals: places.originals,
    processed: processed.store,
    errors: errors.store,
    queue,
    openPicture: observe(pool.openPicture, measures),
    purge: async () => {}, // nothing caches between the folder and the client
    catalogue,
    settings,
    ...(measures !== undefined && { observer: measures }),
  }

  const finishing = new Set<Promise<void>>()
  const later = (work: () => Promise<void>) => {
    const done = work().finally(() => finishing.delete(done))
    finishing.add(done)
  }
  const semaphore = createSemaphore(atOnce, WAITING)
  const app = createApp({
    catalogue,
    serve: createServe(ports, semaphore),
    later,
    report,
  })
  const origin = createOrigin(ports.processed, app)
  const front = createCdn(
    edge,
    accelRedirect === null ? origin : createHandingOrigin(places.processed, origin, accelRedirect),
  )
  const gallery = createGallery({
    ports,
    semaphore,
    origin,
    folder: places.title,
    version: () => version,
    sameOrigin: createSameOrigin(createHosts(options.host, options.allowHosts)),
    mayChange: options.uploads,
    report,
  })

  const access = createAccess(options)

  const closing = new AbortController()
  const { signal } = closing
  let isStopping = false
  const blindSpots = createBlindSpots(report)
  const health = createHealth({
    places,
    unwritable: () => processed.fault() ?? errors.fault(),
    isStopping: () => isStopping,
    notes: () => [...blindSpots.notes(), ...refusals.notes()],
    report,
  })

  const watcher = await places.watch({ report, changed: (key) => void queue.send({ key }) })
  const server = await listen(
    shelf === null ? () => null : createMemoryHit(edge, shelf, access),
    createRouter({ access, front, gallery, health, requests }),
    { host: options.host, port: options.port, keepAliveMs: options.keepAliveMs, access, requests },
  ).catch(async (error: unknown) => {
    await watcher.close()
    pool.close()
    await places.release()
    throw error
  })

  const takeUp = () => catchUp(ports, queue, { blindSpots, index, progress, signal })
  const caughtUp = watcher.begun.then(() => untilDone(takeUp, report, signal))
  const looking = caughtUp.then(() => {
    const everyMs = places.isAlone ? options.pollMs : POLLS * options.pollMs
    return lookAgain(ports, queue, { blindSpots, everyMs, index, report, signal })
  })

  return {
    url: server.url,
    caughtUp,
    state: () => ({ queue: queue.state(), requests: semaphore.state() }),
    async close(drainMs = 0) {
      isStopping = true
      server.letGo()
      if (drainMs > 0) await sleep(drainMs)
      await server.close()
      closing.abort() // before the watcher, whose end lets the start's look begin if it never has
      await watcher.close() // not before the last answer: what nobody tells of would be answered as it was
      const givingUp = setTimeout(() => pool.close(), GRACE_MS) // what hangs a decoder is not waited for
      while (finishing.size > 0) await Promise.all(finishing)
      await queue.close()
      clearTimeout(givingUp)
      pool.close()
      await looking // may not write any more when the folders are somebody else's
      if (index !== null) await Promise.race([index.save(), sleep(SAVING_MS, undefined, { ref: false })])
      await places.release()
    },
  }
}

/** A store that does not answer today answers tomorrow. `null` when the signal is aborted before. */
async function untilDone<T>(work: () => Promise<T>, report: Talk['report'], signal: AbortSignal): Promise<T | null> {
  while (!signal.aborted) {
    try {
      return await work()
    } catch (fault) {
      if (signal.aborted) break
      report(fault)
      await sleep(RETRY_MS, undefined, { ref: false, signal }).catch(() => {}) // aborted
    }
  }
  return null
}

/** What only buckets need is loaded only for them: it takes a while. */
async function openPlaces(options: Options, settings: Settings): Promise<Locations> {
  if (!('processed' in options)) return openFolders(options, settings.hidden ? () => false : isHiddenName)
  const { openBuckets } = await import('./locations/buckets.ts')
  return openBuckets({ ...options, prefixes: settings.prefixes })
}
