import type { Store } from '../../stores/store.ts'
import type { Locations } from '../locations/locations.ts'

/** In ms: how long a look at the places counts, and how long one may take. */
const LOOK_EVERY = 1000
const PATIENCE = 5000

/** Answers `/healthz`: 200 while the service can do its work, 503 with what keeps it from that. */
export type Health = () => Promise<Response>

export interface HealthOptions {
  readonly places: Pick<Locations, 'originals' | 'processed' | 'errors'>
  /** Why what is made cannot be stored; `null` where nothing keeps it from that. */
  readonly unwritable: () => string | null
  /** Whoever sends requests here should send them elsewhere. */
  readonly isStopping: () => boolean
  /** What else somebody should know who looks, although the service can do its work. */
  readonly notes: () => readonly string[]
  /** Is told why a place cannot be reached, once until it can. */
  readonly report: (fault: unknown) => void
}

export function createHealth({ places, unwritable, isStopping, notes, report }: HealthOptions): Health {
  const looks = [
    createLook('the originals', places.originals, report),
    createLook('the renditions', places.processed, report),
    createLook('the errors', places.errors, report),
  ]
  let seen: { readonly at: number; readonly silent: Promise<string | undefined> } | null = null

  async function silentPlace(): Promise<string | undefined> {
    const silent = await Promise.all(looks.map((look) => look()))
    return silent.find((name) => name !== null) ?? undefined
  }

  return async () => {
    if (isStopping()) return answer(503, 'stopping')
    // However often it is asked, nobody keeps a store busy with it.
    if (seen === null || performance.now() - seen.at > LOOK_EVERY)
      seen = { at: performance.now(), silent: silentPlace() }
    const silent = await seen.silent
    if (silent !== undefined) return answer(503, `${silent} cannot be reached`)
    const unwritten = unwritable()
    return unwritten === null ? answer(200, ['ok', ...notes()].join('\n')) : answer(503, unwritten)
  }
}

/** A path with nothing after the name is no rendition's, be there a size of that name or not. */
export function isOfHealth(target: string): boolean {
  return target === '/healthz' || target.startsWith('/healthz?')
}

/** Gives the place's name where it does not answer. One that hangs is not asked again before it has let go: each look holds threads. */
function createLook(name: string, store: Pick<Store, 'answers'>, report: HealthOptions['report']) {
  let asked: Promise<string | null> | null = null
  let isKnown = false

  async function ask(): Promise<string | null> {
    try {
      await store.answers()
      isKnown = false
      return null
    } catch (fault) {
      if (!isKnown) report(fault)
      isKnown = true
      return name
    } finally {
      asked = null
    }
  }

  return async (): Promise<string | null> => {
    asked ??= ask()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(name), PATIENCE)
    })
    return Promise.race([asked, late]).finally(() => clearTimeout(timer))
  }
}

function answer(status: number, text: string): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}
