import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { createCatalogue } from '../config/catalogue.ts'
import type { Settings } from '../config/config.ts'
import { createApp } from '../core/app.ts'
import { observe } from '../core/observe.ts'
import type { Ports } from '../core/ports.ts'
import { reconcile } from '../core/reconcile.ts'
import { createSemaphore } from '../core/semaphore.ts'
import { createServe } from '../core/serve.ts'
import { createDecoderPool } from '../decoders/pool.ts'
import { decoders } from '../image/sniff.ts'
import { edits } from './gallery/edits.ts'
import { followCollection } from './gallery/collection/followed.ts'
import { focusPoints } from './gallery/focus/focus-points.ts'
import { createGallery } from './gallery/gallery.ts'
import { events } from './gallery/live/events.ts'
import { createLive } from './gallery/live/live.ts'
import { playground } from './gallery/playground/playground.ts'
import { createSameOrigin } from './gallery/same-origin.ts'
import { states } from './gallery/upload/states.ts'
import { createFault } from './health/fault.ts'
import { createHealth } from './health/healthz.ts'
import { createBlindSpots, createRefusalRate } from './health/notes.ts'
import { createWaitingOriginals } from './health/waiting.ts'
import { watchWrites } from './health/write-watch.ts'
import { createAccess } from './http/access.ts'
import { createCdn, createHandingOrigin, createOrigin } from './http/cdn.ts'
import { createEdge } from './http/edge-function.ts'
import { createHosts } from './http/hosts.ts'
import { listen } from './http/listen.ts'
import { createMemoryCache } from './http/memory-cache.ts'
import { createMemoryHit } from './http/memory-hit.ts'
import { createRouter } from './http/router.ts'
import { openLocations } from './locations/open-locations.ts'
import type { Options } from './options.ts'
import { createSettledIndex } from './settled/settled-index.ts'
import { measuredStore } from './telemetry/measured.ts'
import type { Observed, Instrumentation } from './telemetry/telemetry.ts'
import { catchUp } from './work/catch-up.ts'
import { createConsumer } from './work/consumer.ts'
import { lookAgain } from './work/look-again.ts'
import { createLookBelow } from './work/look-below.ts'
import { createLocalQueue } from './work/queue.ts'

/** How long a stop waits for decoders, in ms: what they are at is taken up by the next start. */
const GRACE_MS = 10_000
/**
 * How many requests may wait until something is made for them; more are refused with 503. They hold no picture yet, so they
 * cost next to nothing.
 */
const WAITING = 64
/** After so many looks for changes in a bucket, all three are held against each other: their lists are longer. */
const POLLS = 60
/** How long the index may take to be saved, in ms: what a store that does not answer does not keep is found again. */
const SAVING_MS = 3000

export interface RunningServer extends Observed {
  /**
   * Finishes the work in hand and stops.
   *
   * @param drainMs how long before that requests are still answered, while `/healthz` says that it stops
   */
  close(drainMs?: number): Promise<void>
}

/**
 * Starts the whole service on this machine. At most two originals for each core are in memory at once, one made for a
 * request and one for the queue.
 *
 * @throws UsageFault
 */
export async function startServer(
  options: Options,
  settings: Settings,
  telemetry: Instrumentation,
): Promise<RunningServer> {
  const { report, progress, tell = () => {}, measures, requests } = telemetry
  const catalogue = createCatalogue(settings, decoders)
  const edge = createEdge(catalogue.table)
  const opened = await openLocations(options, settings)
  const { accelRedirect } = options
  const cache = opened.isAlone && accelRedirect === null ? createMemoryCache(opened.processed) : null
  const locations = cache === null ? opened : { ...opened, processed: cache }
  const atOnce = availableParallelism()
  // The queue takes one for each core, so that one is left for requests.
  const pool = createDecoderPool({ size: atOnce + 1, warm: atOnce, fonts: settings.fonts?.folder })
  let version = Date.now() // so that a page tells this process from the one before
  const changed = () => void (version += 1)

  const refusals = createRefusalRate()
  const waiting = createWaitingOriginals(tell)
  const index = locations.isAlone ? null : createSettledIndex(locations.errors, catalogue, report)
  const consumer = createConsumer({
    reconcile: (message) => reconcile(ports, message),
    changed,
    index,
    report,
    measures,
    refusals,
    waiting,
  })
  const queue = createLocalQueue({ atOnce, ...consumer })
  const followed = followCollection({ opened, stores: locations, catalogue, settings, changed, report })
  const { collection, stores } = followed
  const processed = watchWrites(measuredStore(stores.processed, measures), 'the renditions')
  const unwritable = () => processed.fault() ?? errors.fault()
  const fault = createFault({ locations, unwritable, report })
  const live = createLive({
    errors: stores.errors,
    changed,
    version: () => version,
    counts: queue.counts,
    fault: fault.last,
    report,
  })
  const errors = watchWrites(live.errors, 'the errors')
  const ports: Ports = {
    originals: stores.originals,
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
  const app = createApp({ catalogue, serve: createServe(ports, semaphore), later, report })
  const origin = createOrigin(ports.processed, app)
  const cdn = createCdn(
    edge,
    accelRedirect === null ? origin : createHandingOrigin(locations.processed, origin, accelRedirect),
  )
  const sameOrigin = createSameOrigin(createHosts(options.host, options.allowHosts))
  const mayChange = options.uploads
  const isBusy = () => queue.counts().waiting > 0 || semaphore.state().waiting > 0
  const page = { ports, semaphore, userMetadata: locations.userMetadata, isBusy, sameOrigin, mayChange }
  const gallery = createGallery({
    ...page,
    view: ports,
    collection,
    changes: [edits(page), focusPoints(page), states(ports), events(live), playground(page)],
    origin,
    folder: locations.title,
    version: () => version,
    site: '',
    report,
  })

  const access = createAccess(options)

  const closing = new AbortController()
  const { signal } = closing
  let isStopping = false
  const blindSpots = createBlindSpots(report)
  const health = createHealth({
    fault,
    isStopping: () => isStopping,
    notes: () => [...blindSpots.notes(), ...refusals.notes(), ...waiting.notes()],
  })

  const lookBelow = createLookBelow(ports, { report, signal })
  const toQueue = (key: string) => void queue.send({ key })
  const watcher = await locations.watch(followed.also({ report, changed: toQueue, changedBelow: lookBelow.look }))
  const server = await listen(
    cache === null ? () => null : createMemoryHit(edge, cache, access),
    createRouter({ access, cdn, gallery, health, requests }),
    { host: options.host, port: options.port, keepAliveMs: options.keepAliveMs, access, requests },
  ).catch(async (error: unknown) => {
    await watcher.close()
    pool.close()
    await locations.release()
    throw error
  })

  const looked = { blindSpots, index, progress: live.following(progress), report, signal }
  const caughtUp = watcher.begun.then(() => catchUp(ports, queue, looked))
  const looking = caughtUp.then(() => {
    const everyMs = locations.isAlone ? options.pollMs : POLLS * options.pollMs
    return lookAgain(ports, queue, { blindSpots, everyMs, index, report, signal })
  })

  return {
    url: server.url,
    caughtUp,
    state: () => ({ queue: queue.state(), requests: semaphore.state() }),
    async close(drainMs = 0) {
      isStopping = true
      server.letGo()
      live.close()
      if (drainMs > 0) await sleep(drainMs)
      await server.close()
      closing.abort() // before the watcher, whose end lets the start's look begin if it never has
      await watcher.close() // not before the last answer: what nobody tells of would be answered as it was
      const givingUp = setTimeout(() => pool.close(), GRACE_MS) // what hangs a decoder is not waited for
      while (finishing.size > 0) await Promise.all(finishing)
      await queue.close()
      clearTimeout(givingUp)
      pool.close()
      await lookBelow.ended()
      await looking // may not write any more when the folders are somebody else's
      if (index !== null) await Promise.race([index.save(), sleep(SAVING_MS, undefined, { ref: false })])
      await locations.release()
    },
  }
}
