import type { IncomingMessage, RequestListener } from 'node:http'
import type { Duplex } from 'node:stream'

/**
 * Understands every form of a request's target (RFC 9112 3.2): the absolute form, which proxies use and which a server
 * must take, becomes the usual one, with the target's host in place of the `Host` header. The others have no path: they
 * are refused.
 */
export function withPath(listener: RequestListener): RequestListener {
  return (incoming, outgoing) => {
    const { url = '', method = '' } = incoming
    if (!url.startsWith('/') && !toOriginForm(incoming)) {
      const isReading = method === 'GET' || method === 'HEAD'
      outgoing.writeHead(isReading ? 400 : 405, {
        'Content-Type': 'text/plain; charset=utf-8',
        'Cache-Control': 'no-store',
        ...(!isReading && { Allow: 'GET, HEAD' }),
      })
      outgoing.end(`${isReading ? 'this is not the path of a picture' : 'only GET and HEAD are answered here'}\n`)
      return
    }
    listener(incoming, outgoing)
  }
}

/** Answers `CONNECT`, which Node.js hands over as a bare socket. */
export function refuseTunnel(_: IncomingMessage, socket: Duplex): void {
  socket.on('error', () => {}) // nobody else listens, and it would end the process
  socket.end('HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
}

function toOriginForm(incoming: IncomingMessage): boolean {
  const [, host, rest] = /^https?:\/\/([^/?#@\\]+)([/?].*)?$/i.exec(incoming.url ?? '') ?? []
  if (host === undefined) return false
  incoming.url = rest?.startsWith('/') ? rest : `/${rest ?? ''}`
  incoming.headers.host = host
  // `Request`s are made of these headers.
  incoming.rawHeaders = incoming.rawHeaders.map((text, at, all) =>
    at % 2 === 1 && all[at - 1]?.toLowerCase() === 'host' ? host : text,
  )
  return true
}
