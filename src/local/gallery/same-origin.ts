import { type Hosts, NOT_OURS } from '../http/hosts.ts'

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
      const host = headers.get('host') ?? undefined
      if (!isOurs(host)) return NOT_OURS
      const site = headers.get('sec-fetch-site')
      if (site !== null && site !== 'same-origin') return "only this service's own page may do that"
      const origin = headers.get('origin')
      if (origin !== null && origin !== `http://${host}`) return "only this service's own page may do that"
      if (headers.get(OWN_HEADER) === null) return `the request needs the header '${OWN_HEADER}: 1'`
      return null
    },
  }
}
