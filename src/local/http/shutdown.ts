import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How often idle connections are looked for, in ms. */
const LOOK_MS = 50
/**
 * How long a request may still take, in ms: it is answered in 29 s or not at all, and whoever sends or reads longer than
 * that keeps nobody waiting.
 */
const PATIENCE_MS = 30_000

/** The graceful end of a server. */
export interface Shutdown {
  /** Ends every connection with its next answer from now on, so that clients go elsewhere. New ones are still taken. */
  letGo(): void
  /** Takes no connections any more, and returns when none is left, which is when all requests on them are answered. */
  close(): Promise<void>
}

/** @param patienceMs after which connections are cut off whose answer is not out by then */
export function createShutdown(server: Server, patienceMs = PATIENCE_MS): Shutdown {
  const sockets = new Set<Socket>()
  let isLettingGo = false
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })

  function letGo(): void {
    if (isLettingGo) return
    isLettingGo = true
    server.prependListener('request', (_: IncomingMessage, outgoing: ServerResponse) => {
      outgoing.shouldKeepAlive = false // Node says `Connection: close` for it
    })
  }

  /** Node counts a connection as idle when a request on it has been answered, and a browser opens some in advance. */
  function closeIdle(): void {
    server.closeIdleConnections()
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  }

  return {
    letGo,
    async close() {
      letGo()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      closeIdle()
      const looking = setInterval(closeIdle, LOOK_MS)
      const cutting = setTimeout(() => server.closeAllConnections(), patienceMs)
      await closed
      clearInterval(looking)
      clearTimeout(cutting)
    },
  }
}
