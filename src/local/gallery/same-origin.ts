import { isLoopback } from '../../cli/loopback.ts'
import { type Hosts, nameIn, NOT_OURS } from '../http/hosts.ts'

/** The request header that the gallery's scripts send. Another site's page must ask for permission to send it, and never gets it. */
const OWN_HEADER = 'Sizewright-Page'

/**
 * A guard against cross-site request forgery. It tells the requests of the gallery's own page, and of a program on this
 * machine, from those that other sites make a browser send.
 */
export interface SameOrigin {
  /** Why a request that changes something, or costs much, is refused; `null` where it may go on. */
  refusalOf(headers: Headers): string | null
}

/** @param isOurs whether a `Host` is a name of this service */
export function createSameOrigin(isOurs: Hosts): SameOrigin {
  return {
    refusalOf(headers) {
      if (!isOurs(headers.get('host') ?? undefined)) return NOT_OURS
      if (isOfOtherSite(headers)) return ONLY_OWN
      if (headers.get(OWN_HEADER) === null) return `the request needs the header '${OWN_HEADER}: 1'`
      return null
    },
  }
}

/** Why a request is refused that changes something, or does more than look: also where the page may only look. */
export function refusalOfChange(headers: Headers, sameOrigin: SameOrigin, mayChange: boolean): string | null {
  return mayChange ? sameOrigin.refusalOf(headers) : 'this is off: start the service with --uploads'
}

/** Why the request of another site's page is refused. */
export const ONLY_OWN = "only this service's own page may do that"

/**
 * Whether a browser says that another page than our own sends this. It says so of every request to a name that it trusts
 * (`Sec-Fetch-Site`), and else of all whose answer the page could read (`Origin`).
 */
export function isOfOtherSite(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  return (site !== null && site !== 'same-origin') || (origin !== null && !isOfHost(origin, headers.get('host')))
}

/** A proxy in front may speak TLS with the browser, but for a loopback address there is none. */
function isOfHost(origin: string, host: string | null): boolean {
  if (origin === `http://${host}`) return true
  const name = nameIn(host ?? '')
  return name !== null && !isLoopback(name) && origin === `https://${host}`
}
