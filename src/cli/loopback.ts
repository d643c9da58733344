import { BlockList, isIP } from 'node:net'

const addresses = new BlockList()
addresses.addSubnet('127.0.0.0', 8)
addresses.addAddress('::1', 'ipv6')

/**
 * Whether a name or address is this machine's own, which no other can reach: 127.0.0.0/8, `::1`, `localhost` and all
 * names below it (RFC 6761 6.3).
 */
export function isLoopback(host: string): boolean {
  const version = isIP(host)
  if (version !== 0) return addresses.check(host, version === 4 ? 'ipv4' : 'ipv6')
  const name = host.toLowerCase()
  return name === 'localhost' || name.endsWith('.localhost')
}
