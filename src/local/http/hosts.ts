import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { LRUCache } from 'lru-cache'
import { isLoopback } from '../../cli/loopback.ts'

/** Whether a `Host` header bears a name or address of this service, whatever the port. */
export type Hosts = (header: string | undefined) => boolean

/** Why a request with another name is refused. */
export const NOT_OURS = 'this service was not started for that host name: name it with --allow-host'

/** How many spellings are remembered: a browser has one, and only programs can make up others. */
const REMEMBERED = 100

/**
 * What a browser may call the service. A site that lets its own name point to this machine (DNS rebinding) has that name
 * in `Host`, so those that are not ours are told apart by it.
 *
 * @param host what the service listens on, as the user named it
 * @param allowed further names, as `--allow-host` has them
 */
export function createHosts(host: string, allowed: readonly string[]): Hosts {
  const isOurs = namesOf(host)
  const known = new LRUCache<string, true>({ max: REMEMBERED }) // every request waits for this

  return (header) => {
    if (header === undefined) return false
    if (known.get(header) === true) return true
    const name = nameIn(header)
    if (name === null || !(isOurs(name) || allowed.includes(name))) return false
    known.set(header, true)
    return true
  }
}

/**
 * Whoever listens on every address cannot know them all, least of all behind a container's ports; but an address cannot be
 * made to point elsewhere, so any address will do there.
 */
function namesOf(host: string): (name: string) => boolean {
  if (host === '0.0.0.0' || host === '::') {
    const own = hostname().toLowerCase()
    return (name) => isIP(name) !== 0 || isLoopback(name) || [own, `${own}.local`].includes(name)
  }
  const named = host.toLowerCase()
  return (name) => name === named || (isLoopback(host) && isLoopback(name))
}

/**
 * The name or address in a `Host` header, as browsers spell it: without the port, without brackets, numbers in the usual
 * form. `null` where it is none.
 */
export function nameIn(header: string): string | null {
  if (/[^\w.:[\]-]/.test(header) || !URL.canParse(`http://${header}`)) return null
  return new URL(`http://${header}`).hostname.replace(/^\[|\]$/g, '')
}
