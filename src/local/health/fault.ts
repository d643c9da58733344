import type { Reader } from '../../stores/store.ts'

/** How long what the probes found counts for `/healthz`, and how long a probe may take, in ms. */
const FRESH_MS = 1000
const PATIENCE_MS = 5000
/** How long it counts for the pages, in ms: they are open for hours, and a probe of a bucket costs something. */
const TOLD_MS = 10_000

/** Knows what keeps the service from its work, such as `the renditions cannot be written: the disk is full`; `null` is nothing. */
export interface Fault {
  /** Looks, unless somebody has just done so. */
  readonly look: () => Promise<string | null>
  /** What was found last, without a wait: a place that hangs holds up nobody. It has a look taken now and then. */
  readonly last: () => string | null
}

export interface FaultOptions {
  readonly locations: Readonly<Record<'originals' | 'processed' | 'errors', Pick<Reader, 'answers'>>>
  /** Why what is made cannot be stored; `null` where nothing keeps it from that. */
  readonly unwritable: () => string | null
  /** Is told why a location cannot be reached, once until it can. */
  readonly report: (fault: unknown) => void
}

export function createFault({ locations, unwritable, report }: FaultOptions): Fault {
  const probes = [
    createProbe('the originals', locations.originals, report),
    createProbe('the renditions', locations.processed, report),
    createProbe('the errors', locations.errors, report),
  ]
  let probed: { readonly at: number; readonly silent: Promise<string | null> } | null = null
  let known: string | null = null

  async function silentLocation(): Promise<string | null> {
    const silent = await Promise.all(probes.map((probe) => probe()))
    const name = silent.find((one) => one !== null)
    known = name === undefined ? null : `${name} cannot be reached`
    return known
  }

  /** However often somebody asks, it does not keep a store busy. */
  function probe(freshMs: number): Promise<string | null> {
    if (probed === null || performance.now() - probed.at > freshMs)
      probed = { at: performance.now(), silent: silentLocation() }
    return probed.silent
  }

  return {
    look: async () => (await probe(FRESH_MS)) ?? unwritable(),
    last() {
      void probe(TOLD_MS)
      return known ?? unwritable()
    },
  }
}

/**
 * A probe of a location, which gives its name where it does not answer. One that hangs is not asked again before it has let
 * go, for each probe holds threads.
 */
function createProbe(name: string, store: Pick<Reader, 'answers'>, report: FaultOptions['report']) {
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
