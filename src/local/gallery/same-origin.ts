import { type Hosts, NOT_OURS } from '../http/hosts.ts'

/** The request header that the gallery's scripts send: no other site's page can, unless it is permitted to first, and it never is. */
const OWN_HEADER = 'Sizewright-Page'

/** Tells the requests of the gallery's own page, and of a program on this machine, from those that other sites make. */
export interface OwnPage {
  /** Why a request that changes something, or costs much, is refused; `null` where it may go on. */
  refusalOf(headers: Headers): string | null
}

/** @param isOurs whether a `Host` is a name of this service */
export function createOwnPage(isOurs: Hosts): OwnPage {
  return {
    refusalOf(headers) {
      const asked = headers.get('host') ?? undefined
      if (!isOurs(asked)) return NOT_OURS
      const site = headers.get('sec-fetch-site')
      if (site !== null && site !== 'same-origin') return "only this service's own page may do that"
      const origin = headers.get('origin')
      if (origin !== null && origin !== `http://${asked}`) return "only this service's own page may do that"
      if (headers.get(OWN_HEADER) === null) return `the request needs the header '${OWN_HEADER}: 1'`
      return null
    },
  }
}
