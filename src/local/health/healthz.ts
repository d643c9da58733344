import type { Reader } from '../../stores/store.ts'

/** How long what the probes found counts, and how long a probe may take, in ms. */
const FRESH_MS = 1000
const PATIENCE_MS = 5000

/** Answers `/healthz`: 200 while the service can do its work, 503 with what keeps it from that. */
export type Health = () => Promise<Response>

export interface HealthOptions {
  readonly locations: Readonly<Record<'originals' | 'processed' | 'errors', Pick<Reader, 'answers'>>>
  /** Why what is made cannot be stored; `null` where nothing keeps it from that. */
  readonly unwritable: () => string | null
  /** Whether those who send requests here should send them elsewhere. */
  readonly isStopping: () => boolean
  /** What else somebody should know who looks, although the service can do its work. */
  readonly notes: () => readonly string[]
  /** Is told why a location cannot be reached, once until it can. */
  readonly report: (fault: unknown) => void
}

export function createHealth({ locations, unwritable, isStopping, notes, report }: HealthOptions): Health {
  const probes = [
    createProbe('the originals', locations.originals, report),
    createProbe('the renditions', locations.processed, report),
    createProbe('the errors', locations.errors, report),
  ]
  let probed: { readonly at: number; readonly silent: Promise<string | undefined> } | null = null

  async function silentLocation(): Promise<string | undefined> {
    const silent = await Promise.all(probes.map((probe) => probe()))
    return silent.find((name) => name !== null) ?? undefined
  }

  return async () => {
    if (isStopping()) return answer(503, 'stopping')
    // However often somebody asks, it does not keep a store busy.
    if (probed === null || performance.now() - probed.at > FRESH_MS)
      probed = { at: performance.now(), silent: silentLocation() }
    const silent = await probed.silent
    if (silent !== undefined) return answer(503, `${silent} cannot be reached`)
    const unwritten = unwritable()
    return unwritten === null ? answer(200, ['ok', ...notes()].join('\n')) : answer(503, unwritten)
  }
}

/** Whether a target is that of the health check. No rendition has a path that ends after the name, whatever its sizes are called. */
export function isOfHealth(target: string): boolean {
  return target === '/healthz' || target.startsWith('/healthz?')
}

/**
 * A probe of a location, which gives its name where it does not answer. One that hangs is not asked again before it has let
 * go, for each probe holds threads.
 */
function createProbe(name: string, store: Pick<Reader, 'answers'>, report: HealthOptions['report']) {
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
      timer = setTimeout(() => resolve(name), PATIENCE_MS)
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
