import type { Places } from './places/places.ts'

/** In ms: how long a look at the places counts, and how long one may take. */
const LOOK_EVERY = 1000
const PATIENCE = 5000

/** Answers `/healthz`: 200 while the service can do its work, 503 with what keeps it from that. */
export type Health = () => Promise<Response>

/**
 * @param isStopping whoever sends requests here should send them elsewhere
 */
export function createHealth(
  places: Pick<Places, 'originals' | 'processed' | 'errors'>,
  isStopping: () => boolean,
): Health {
  let look: { readonly at: number; readonly silent: Promise<string | null> } | null = null

  return async () => {
    if (isStopping()) return answer(503, 'stopping')
    // However often it is asked, nobody keeps a store busy with it.
    if (look === null || performance.now() - look.at > LOOK_EVERY) {
      look = { at: performance.now(), silent: silentPlace(places) }
    }
    const silent = await look.silent
    return silent === null ? answer(200, 'ok') : answer(503, `${silent} cannot be reached`)
  }
}

async function silentPlace(places: Pick<Places, 'originals' | 'processed' | 'errors'>): Promise<string | null> {
  for (const [name, store] of [
    ['the originals', places.originals],
    ['the renditions', places.processed],
    ['the errors', places.errors],
  ] as const) {
    if (!(await answersInTime(() => store.answers()))) return name
  }
  return null
}

async function answersInTime(look: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE)
  })
  try {
    return await Promise.race([look().then(() => true), late])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}

function answer(status: number, text: string): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}
