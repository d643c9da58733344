import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type Delivery, send } from './answering.ts'
import type { Faults } from './faults.ts'
import { readRequest, refusal, type S3Answer, type S3Request } from './requests.ts'

/** A request that came, and what became of its answer. */
export interface Exchange extends S3Request {
  /** The client's end of the connection. */
  readonly clientPort: number | undefined
  readonly delivery: Promise<Delivery>
}

export interface ProxyOptions {
  /** What answers when nothing goes wrong. */
  readonly perform: (request: S3Request) => Promise<S3Answer>
  readonly faults: Faults
  /** Whether who asks may do so. */
  readonly permits: (request: S3Request) => boolean
  readonly onExchange: (exchange: Exchange) => void
}

/** The face toward S3 clients, and where things go wrong on the way to and from them. */
export function createProxy({ perform, faults, permits, onExchange }: ProxyOptions): Server {
  async function exchange(request: S3Request, response: ServerResponse): Promise<Delivery> {
    if (!permits(request)) return send(response, refusal(403, 'AccessDenied'), null)
    const fault = faults.take(request)
    if (fault?.kind === 'wait' && fault.before === 'work') await fault.until
    const done = fault?.kind === 'refuse' ? refusal(fault.status, fault.code) : await perform(request)
    const answer = fault?.kind === 'deny' ? refusal(fault.status, fault.code) : done
    if (fault?.kind === 'wait' && fault.before === 'answer') await fault.until
    return send(response, answer, fault)
  }

  async function take(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming)
    if ('status' in request) {
      await send(response, request, null)
    } else {
      const delivery = exchange(request, response)
      onExchange({ ...request, clientPort: incoming.socket.remotePort, delivery })
      await delivery
    }
  }

  return createServer((incoming, response) => {
    // It fails where the client went away, or where the emulator did because all is being closed.
    take(incoming, response).catch((error: Error) => response.destroy(error))
  })
}
