import type { Fault } from './fault.ts'

/** Answers `/healthz`: 200 while the service can do its work, 503 with what keeps it from that. */
export type Health = () => Promise<Response>

export interface HealthOptions {
  readonly fault: Pick<Fault, 'look'>
  /** Whether those who send requests here should send them elsewhere. */
  readonly isStopping: () => boolean
  /** What else somebody should know who looks, although the service can do its work. */
  readonly notes: () => readonly string[]
}

export function createHealth({ fault, isStopping, notes }: HealthOptions): Health {
  return async () => {
    if (isStopping()) return answer(503, 'stopping')
    const found = await fault.look()
    return found === null ? answer(200, ['ok', ...notes()].join('\n')) : answer(503, found)
  }
}

/** Whether a target is that of the health check. No rendition has a path that ends after the name, whatever its sizes are called. */
export function isOfHealth(target: string): boolean {
  return target === '/healthz' || target.startsWith('/healthz?')
}

function answer(status: number, text: string): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}
