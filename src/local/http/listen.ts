import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { NotReady, UsageFault } from '../../cli/command-line.ts'
import { type Access, admitting } from './access.ts'
import type { Respond } from './cdn.ts'
import type { MemoryHit } from './memory-hit.ts'
import type { RequestTrace } from './request-trace.ts'
import { createShutdown, type Shutdown } from './shutdown.ts'
import { refuseTunnel, withPath } from './target.ts'

/**
 * The longest that a request may take to come in, in ms: as long as a picture of 64 MB that comes in as slowly as an
 * upload may. For the headers there is a minute, by Node's own rule.
 */
const LONGEST_REQUEST = 75 * 60_000

export interface Listening extends Shutdown {
  readonly url: string
}

export interface ListenOptions {
  readonly host: string
  /** 0 takes any free one. */
  readonly port: number
  /** How long a connection is kept on which nobody asks, in ms. */
  readonly keepAliveMs: number
  readonly access: Access
  readonly requests?: RequestTrace | undefined
}

/**
 * Serves over HTTP: first from memory, then by what `respond` gives.
 *
 * @param memoryHit is tried first
 * @param respond gets the request and its target as the client wrote it
 * @throws UsageFault when the address cannot be had
 */
export async function listen(
  memoryHit: MemoryHit,
  respond: Respond,
  { host, port, keepAliveMs, access, requests }: ListenOptions,
): Promise<Listening> {
  const listener = getRequestListener((request, { incoming }) => respond(request, incoming.url ?? '/'), {
    overrideGlobalObjects: false,
  })
  const rest = admitting(access, (incoming, outgoing) => void listener(incoming, outgoing))
  const server = createServer(
    withPath(
      requests?.follow(memoryHit, rest) ??
        ((incoming, outgoing) => {
          if (memoryHit(incoming, outgoing) === null) rest(incoming, outgoing)
        }),
    ),
  )
  server.keepAliveTimeout = keepAliveMs
  server.requestTimeout = LONGEST_REQUEST
  server.on('connect', refuseTunnel)
  return beginListening(server, host, port, '--port')
}

/**
 * Lets a server listen, and gives its address and its graceful end.
 *
 * @param option is how the user names the port, for the fault that tells of it
 * @throws UsageFault when the address cannot be had
 */
export async function beginListening(server: Server, host: string, port: number, option: string): Promise<Listening> {
  const shutdown = createShutdown(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port, option)))
    server.listen(port, host, resolve)
  })
  return { url: urlOf(server, host), ...shutdown }
}

function urlOf(server: Server, host: string): string {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function explain(error: NodeJS.ErrnoException, host: string, port: number, option: string): Error {
  if (error.code === 'EADDRINUSE') return new NotReady(`port ${port} is in use: choose another one with ${option}`)
  if (error.code === 'EACCES')
    return new UsageFault(`port ${port} needs more rights: choose one above 1023 with ${option}`)
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new UsageFault(`${host} is not an address of this machine: see --host`)
  }
  return error
}
