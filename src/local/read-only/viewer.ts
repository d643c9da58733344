import { Hono } from 'hono'
import { createCatalogue } from '../../config/catalogue.ts'
import type { Settings } from '../../config/config.ts'
import { plainAnswer } from '../../core/answers.ts'
import { decoders } from '../../image/sniff.ts'
import { createCollection } from '../gallery/collection/collection.ts'
import { createGallery } from '../gallery/gallery.ts'
import { createSameOrigin } from '../gallery/same-origin.ts'
import { createFault } from '../health/fault.ts'
import { createHealth } from '../health/healthz.ts'
import type { AccessOptions } from '../http/access.ts'
import { createAccess } from '../http/access.ts'
import { createStoredOrigin, type Respond } from '../http/cdn.ts'
import { createHosts } from '../http/hosts.ts'
import { listen } from '../http/listen.ts'
import type { RequestTrace } from '../http/request-trace.ts'
import { createRouter } from '../http/router.ts'
import { createNotes } from './notes.ts'
import type { ViewOptions } from './options.ts'
import { openPlaces } from './places.ts'

/** A page waits so long for its listings, in ms: nothing tells it when there is more. */
const PATIENCE_MS = 3000

export interface ViewerOptions extends AccessOptions {
  readonly view: ViewOptions
  /** 0 takes any free one. */
  readonly port: number
  readonly keepAliveMs: number
  /** How long a listing of the buckets counts, in ms. */
  readonly pollMs: number
}

/** Who is told of what goes wrong, and of requests. */
interface Told {
  readonly report: (fault: unknown) => void
  readonly requests?: RequestTrace | undefined
}

export interface RunningViewer {
  readonly url: string
  close(): Promise<void>
}

/**
 * Starts the operator's view of a deployment: the gallery over its buckets, whose pictures come from where its visitors get
 * them. It is made of nothing that could write, decode originals or work off a queue, so it is no second writer with a
 * configuration of its own.
 *
 * @throws UsageFault
 */
export async function startViewer(
  options: ViewerOptions,
  settings: Settings,
  { report, requests }: Told,
): Promise<RunningViewer> {
  const { view } = options
  const catalogue = createCatalogue(settings, decoders)
  const places = await openPlaces(view)
  const access = createAccess(options)
  const stored = createStoredOrigin(places.processed, async () => notStored())
  const looked = { ...places, catalogue, settings }
  const gallery = createGallery({
    view: looked,
    collection: createCollection({
      view: looked,
      changed() {}, // its pages do not ask again
      freshMs: options.pollMs,
      patienceMs: PATIENCE_MS,
      report,
    }),
    changes: [refusing()],
    origin: async (path, about) => (catalogue.parsePath(path) === null ? notStored() : stored(path, about)),
    folder: view.originals.title,
    site: view.site,
    notes: createNotes(view.site, places.processed, catalogue, report),
    version: () => 0,
    sameOrigin: createSameOrigin(createHosts(options.host, options.allowHosts)),
    mayChange: false,
    report,
  })
  const health = createHealth({
    fault: createFault({ locations: places, unwritable: () => null, report }),
    isStopping: () => false,
    notes: () => [],
  })
  const server = await listen(() => null, createRouter({ access, cdn: toSite(view.site), gallery, health, requests }), {
    ...options,
    requests,
    access,
  }).catch((fault: unknown) => {
    places.close()
    throw fault
  })

  return {
    url: server.url,
    async close() {
      await server.close()
      places.close()
    },
  }
}

function notStored(): Response {
  return plainAnswer(404, 'this is not stored', NEVER_KEPT)
}

/** In place of what changes something. */
function refusing(): Hono {
  const app = new Hono()
  app.on(['PUT', 'POST', 'PATCH', 'DELETE'], '/_gallery/*', (c) =>
    c.json({ message: 'this is a view of a deployment, which changes nothing' }, 403, NEVER_KEPT),
  )
  return app
}

const NEVER_KEPT = { 'Cache-Control': 'no-store' }

/** Sends whoever asks for a picture to where it is to be had. */
function toSite(site: string): Respond {
  return async ({ method }, uri) => {
    if (method !== 'GET' && method !== 'HEAD') {
      return plainAnswer(405, 'this is a view, which changes nothing', { Allow: 'GET, HEAD', ...NEVER_KEPT })
    }
    const location = new URL(site + uri).href // the path begins with a slash, so the host stays
    return plainAnswer(302, `pictures are at ${site}`, { Location: location, ...NEVER_KEPT })
  }
}
