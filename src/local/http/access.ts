import type { IncomingHttpHeaders, RequestListener } from 'node:http'
import { isLoopback } from '../../cli/loopback.ts'
import { createHosts, nameIn, NOT_OURS } from './hosts.ts'

/** `*` for the pages of every site, or the origins of those that may, besides this machine's own on a loopback address. */
export type Cors = '*' | readonly string[]

/** Which names the service answers to, and which pages may use its answers: decision 027. */
export interface Access {
  /** Why a request is refused, in words for its sender; `null` where it goes on. Every answer from memory waits for this. */
  refusalOf(headers: IncomingHttpHeaders): string | null
  /** Makes the headers of an answer that was meant for every page say which ones may read it. */
  permit(headers: Headers, origin: string | undefined): void
}

export interface AccessOptions {
  /** What the service listens on, as the user named it. */
  readonly host: string
  /** Further names that requests may have in `Host`. */
  readonly allowHosts: readonly string[]
  readonly cors: Cors
}

const PAGES = 'access-control-allow-origin'

export function createAccess({ host, allowHosts, cors }: AccessOptions): Access {
  const isPrivate = isLoopback(host)
  const isOurs = isPrivate || allowHosts.length > 0 ? createHosts(host, allowHosts) : () => true

  function mayUse(origin: string): boolean {
    return cors === '*' || cors.includes(origin) || (isPrivate && isOfThisMachine(origin))
  }

  return {
    refusalOf(headers) {
      if (!isOurs(headers.host)) return NOT_OURS
      if (cors === '*' || headers['sec-fetch-site'] !== 'cross-site' || isVisit(headers)) return null
      if (mayUse(pageOf(headers))) return null
      return 'pages of other sites may not use this service: name their origins with --cors'
    },
    permit(headers, origin) {
      if (cors === '*' || !headers.has(PAGES)) return
      if (origin !== undefined && mayUse(origin)) headers.set(PAGES, origin)
      else headers.delete(PAGES)
      headers.append('vary', 'Origin') // https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches
    },
  }
}

/** A listener that hands on the requests that are not refused. */
export function admitting(access: Pick<Access, 'refusalOf'>, listener: RequestListener): RequestListener {
  return (incoming, outgoing) => {
    const refusal = access.refusalOf(incoming.headers)
    if (refusal === null) {
      listener(incoming, outgoing)
      return
    }
    outgoing.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
    outgoing.end(`${refusal}\n`)
  }
}

/** Whether somebody follows a link to here: no page sees what they get to see. A frame is no such visit. */
function isVisit(headers: IncomingHttpHeaders): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
}

/** Reads an origin as `--cors` names it: `*` and `null` stay what they are. Gives `null` where it is none. */
export function readOrigin(text: string): string | null {
  if (text === '*' || text === 'null') return text
  if (!/^[a-z][a-z\d+.-]*:\/\/[^\s/?#@\\]+$/i.test(text) || !URL.canParse(text)) return null
  const { origin, protocol, host } = new URL(text)
  return origin === 'null' ? `${protocol}//${host}` : origin // its scheme is not the web's, but an app's own, say
}

/** The origin of the page that asks; `null`, as browsers have it, where it is a file's or the page hides it. No page can lie about it. */
function pageOf({ origin, referer = '' }: IncomingHttpHeaders): string {
  return origin ?? (URL.canParse(referer) ? new URL(referer).origin : 'null')
}

function isOfThisMachine(origin: string): boolean {
  const [, authority] = /^https?:\/\/(.+)$/.exec(origin) ?? []
  const name = authority === undefined ? null : nameIn(authority)
  return name !== null && isLoopback(name)
}
