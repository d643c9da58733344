import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { isLoopback } from '../options.ts'

/** The request header that the gallery's scripts send: no other site's page can, unless it is permitted to first, and it never is. */
const OWN_HEADER = 'Sizewright-Page'

/** Tells the requests of the gallery's own page, and of a program on this machine, from those that other sites make. */
export interface OwnPage {
  /** Whether the service was started for the name in a `Host` header. */
  isOurHost(host: string | undefined): boolean
  /** Why a request that changes something, or costs much, is refused; `null` where it may go on. */
  refusalOf(headers: Headers): string | null
}

/**
 * @param host what the service listens on, as the user named it
 */
export function createOwnPage(host: string): OwnPage {
  const isOurs = namesOf(host)

  function isOurHost(header: string | undefined): boolean {
    const name = header === undefined ? null : nameIn(header)
    return name !== null && isOurs(name)
  }

  return {
    isOurHost,
    refusalOf(headers) {
      const asked = headers.get('host') ?? undefined
      if (!isOurHost(asked)) return 'this service was not started for that host name: name it with --host'
      const site = headers.get('sec-fetch-site')
      if (site !== null && site !== 'same-origin') return "only this service's own page may do that"
      const origin = headers.get('origin')
      if (origin !== null && origin !== `http://${asked}`) return "only this service's own page may do that"
      if (headers.get(OWN_HEADER) === null) return `the request needs the header '${OWN_HEADER}: 1'`
      return null
    },
  }
}

/**
 * What a browser may call the service. A site that lets its own name point to this machine (DNS rebinding) has that name
 * in `Host`. Who listens on every address cannot know them all, behind a container's ports least; but an address cannot
 * be made to point elsewhere, so there any will do.
 */
function namesOf(host: string): (name: string) => boolean {
  if (host === '0.0.0.0' || host === '::') {
    const own = hostname().toLowerCase()
    return (name) => isIP(name) !== 0 || ['localhost', own, `${own}.local`].includes(name)
  }
  const named = host.toLowerCase()
  return (name) => name === named || (isLoopback(host) && isLoopback(name))
}

/** The name or address, without the port, brackets and spellings of numbers that browsers do without. */
function nameIn(header: string): string | null {
  if (/[^\w.:[\]-]/.test(header) || !URL.canParse(`http://${header}`)) return null
  return new URL(`http://${header}`).hostname.replace(/^\[|\]$/g, '')
}
