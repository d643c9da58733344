import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isOfHealth } from '../health/healthz.ts'
import type { MemoryHit } from './memory-hit.ts'

/** A request that has been answered. */
export interface TracedRequest {
  /** The client's own `X-Request-Id` where it sent a sensible one. */
  readonly id: string
  readonly method: string
  /** The path as the client wrote it, without the query. */
  readonly path: string
  readonly status: number
  /** How long the answer was with its headers. */
  readonly bytes: number
  /** From its first line until the last byte of the answer was handed to the system. */
  readonly ms: number
  /** What the answer came from: `made` for this request, or `none` of the three. */
  readonly source: 'memory' | 'store' | 'made' | 'none'
  /** The stages of what was made for it, in ms. */
  readonly stages: Readonly<Record<string, number>>
  /** Whether the client took it to the end. */
  readonly isWhole: boolean
}

/**
 * A context for each request (`AsyncLocalStorage`), from its first line to the end of its answer. Those of `/healthz` have
 * none, nor have the streams that pages listen to.
 */
export interface RequestTrace {
  /** The id of the request that the caller works for. */
  currentId(): string | undefined
  /** @param rest answers what memory does not */
  follow(memoryHit: MemoryHit, rest: Listener): Listener
  /** Takes note of the answer to the request that the caller works for. */
  note(response: Response): void
}

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void

interface Pending {
  readonly id: string
  source: TracedRequest['source']
  stages: TracedRequest['stages']
}

/** The longest path that is told of, in characters: a longer one is refused, and would only fill the log. */
const LONGEST = 2048

export interface TraceListener {
  readonly done: (request: TracedRequest) => void
  /**
   * Is told of what memory answers, in place of `done`, where nobody needs to know more: to follow such a request costs
   * half as much as to answer it.
   */
  readonly hit?: ((target: string, size: number) => void) | undefined
}

export function createRequestTrace({ done, hit }: TraceListener): RequestTrace {
  const current = new AsyncLocalStorage<Pending>()

  function begin({ method = '', url = '/', headers, socket }: IncomingMessage, outgoing: ServerResponse): Pending {
    const pending: Pending = { id: idOf(headers['x-request-id']), source: 'none', stages: {} }
    const start = performance.now()
    const before = socket.bytesWritten
    outgoing.setHeader('X-Request-Id', pending.id)
    outgoing.once('close', () =>
      done({
        ...pending,
        method,
        path: pathOf(url),
        status: outgoing.statusCode,
        bytes: socket.bytesWritten - before,
        ms: performance.now() - start,
        isWhole: outgoing.writableFinished,
      }),
    )
    return pending
  }

  return {
    currentId: () => current.getStore()?.id,

    follow(memoryHit, rest) {
      return (incoming, outgoing) => {
        const { url = '/' } = incoming
        const sent = hit === undefined ? null : memoryHit(incoming, outgoing)
        if (sent !== null) return hit?.(url, sent.size)
        if (isUntold(url)) return rest(incoming, outgoing)
        const pending = begin(incoming, outgoing)
        if (hit === undefined && memoryHit(incoming, outgoing) !== null) pending.source = 'memory'
        else current.run(pending, () => rest(incoming, outgoing))
      }
    },

    note({ headers }) {
      const pending = current.getStore()
      if (pending === undefined) return
      const timing = headers.get('server-timing')
      pending.source = timing !== null ? 'made' : headers.has('etag') ? 'store' : 'none'
      pending.stages = stagesOf(timing)
    },
  }
}

/** A probe comes every few seconds, for ever, and a stream of events ends when nobody looks any more: it would be the slowest of all. */
function isUntold(target: string): boolean {
  return isOfHealth(target) || target === '/_gallery/events'
}

/** Leaves out the query, which is nobody's business here, and may hold what is somebody's. */
function pathOf(target: string): string {
  const end = target.indexOf('?')
  return (end === -1 ? target : target.slice(0, end)).slice(0, LONGEST)
}

/** The client's own id, but not one that could break a line of a log, or is too long for one. */
function idOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.:/+=-]{1,128}$/.test(header) ? header : randomUUID()
}

/** Reads `read;dur=1.5, decode;dur=20.0`, as our own answers have it. */
function stagesOf(timing: string | null): Record<string, number> {
  return Object.fromEntries(
    [...(timing ?? '').matchAll(/\b(\w+);dur=([\d.]+)/g)].map(([, stage = '', ms]) => [stage, Number(ms)]),
  )
}
