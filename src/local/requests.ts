import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** A request whose answer is out. */
export interface Asked {
  /** The client's own `X-Request-Id` where it sent a sensible one. */
  readonly id: string
  readonly method: string
  /** As the client wrote it. */
  readonly target: string
  readonly status: number
  /** Of the answer with its headers. */
  readonly bytes: number
  /** Until its last byte was handed to the system. */
  readonly ms: number
  /** What the answer came from: `made` for this request, or `none` of the three. */
  readonly source: 'memory' | 'store' | 'made' | 'none'
  /** The stages of what was made for it, in ms. */
  readonly stages: Readonly<Record<string, number>>
  /** Whether the client took it to the end. */
  readonly isWhole: boolean
}

/** Follows each request from its first line to the end of its answer. */
export interface Requests {
  /** Of the request that the caller works for. */
  currentId(): string | undefined
  /** @param respond answers it, and returns whether it did so from memory */
  follow(incoming: IncomingMessage, outgoing: ServerResponse, respond: Respond): void
  /** The answer to the request that the caller works for. */
  note(response: Response): void
}

export type Respond = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean

type Pending = Pick<Asked, 'id' | 'source' | 'stages'>

export function createRequests(tell: (asked: Asked) => void): Requests {
  const current = new AsyncLocalStorage<{ pending: Pending }>()

  return {
    currentId: () => current.getStore()?.pending.id,

    follow(incoming, outgoing, respond) {
      const { method = '', url: target = '', socket } = incoming
      const id = idOf(incoming.headers['x-request-id'])
      const held: { pending: Pending } = { pending: { id, source: 'none', stages: {} } }
      const start = performance.now()
      const before = socket.bytesWritten
      outgoing.setHeader('X-Request-Id', id)
      outgoing.once('close', () =>
        tell({
          ...held.pending,
          method,
          target,
          status: outgoing.statusCode,
          bytes: socket.bytesWritten - before,
          ms: performance.now() - start,
          isWhole: outgoing.writableFinished,
        }),
      )
      current.run(held, () => {
        if (respond(incoming, outgoing)) held.pending = { ...held.pending, source: 'memory' }
      })
    },

    note({ headers }) {
      const held = current.getStore()
      if (held === undefined) return
      const timing = headers.get('server-timing')
      const source = timing !== null ? 'made' : headers.has('etag') ? 'store' : 'none'
      held.pending = { ...held.pending, source, stages: stagesOf(timing) }
    },
  }
}

/** What could break a line of a log, or is too long for one, is not taken over. */
function idOf(asked: string | string[] | undefined): string {
  return typeof asked === 'string' && /^[\w.:/+=-]{1,128}$/.test(asked) ? asked : randomUUID()
}

/** `read;dur=1.5, decode;dur=20.0`, as our own answers have it. */
function stagesOf(timing: string | null): Record<string, number> {
  return Object.fromEntries(
    [...(timing ?? '').matchAll(/(\w+);dur=([\d.]+)/g)].map(([, stage = '', ms]) => [stage, Number(ms)]),
  )
}
