import { createContext, Script } from 'node:vm'
import type { Dialect } from '../config/legacy.ts'
import { readerSource } from '../edge/legacy/source.ts'
import type { Address, Asked, Reader } from './asked.ts'
import { cloudinary } from './cloudinary.ts'
import { imgix } from './imgix.ts'

/** Far more than an address of ours or theirs has: CloudFront takes 8,192 bytes. */
const LONGEST = 8192

/** What the dialects' text calls of the edge function that it is a part of. */
const EDGE = `
function refuse() { return { statusCode: 400 } }
function has(object, name) { return Object.prototype.hasOwnProperty.call(object, name) }`

type Read = (path: string, query: Address['query']) => Asked | { readonly statusCode: number } | null

/** A dialect as the edge reads it, by the very same text. */
function edgeReader(dialect: Dialect): Reader {
  const context: { readLegacy?: Read } = createContext({ Buffer })
  new Script(`${EDGE}\n${readerSource(dialect)}`, { filename: `${dialect}.js` }).runInContext(context)
  const { readLegacy } = context
  if (readLegacy === undefined) throw new Error(`${dialect} has no reader`)
  return {
    name: dialect,
    read({ path, query }) {
      try {
        const asked = readLegacy(path, query)
        return asked === null ? null : 'statusCode' in asked ? 'unreadable' : asked
      } catch {
        return 'unreadable'
      }
    },
  }
}

/** All that are known; of two that could read an address the one with the stricter form comes first. */
export function createReaders(): Reader[] {
  const strict: Dialect[] = ['next', 'imgproxy', 'thumbor', 'ipx']
  const dit = edgeReader('dit')
  // JSON in base64 may have a slash, and then what is before it looks like a signature.
  const json: Reader = { name: dit.name, read: (address) => (address.path.startsWith('ey') ? dit.read(address) : null) }
  const query = edgeReader('query')
  // AWS's solution and resizers by query read a mere key alike: what stands in the query tells them apart, if anything does.
  const keyAlone = (address: Address) => {
    const asked = dit.read(address)
    return asked !== null && isNothing(asked) && asked.source === `/${address.path}` ? asked : null
  }
  const sized: Reader = {
    name: query.name,
    read(address) {
      const asked = keyAlone(address) && query.read(address)
      return asked === null || isNothing(asked) ? null : asked
    },
  }
  const others = [imgix, sized, { name: KEY_ALONE, read: keyAlone }, dit, query]
  return [cloudinary, json, ...strict.map(edgeReader), ...others]
}

/** What nobody can tell the service of: a key with nothing beside it. */
export const KEY_ALONE = 'any, as a key alone'

function isNothing(asked: Asked | 'unreadable'): asked is Asked {
  return asked !== 'unreadable' && asked.width === 0 && asked.height === 0 && asked.format === ''
}

/** Takes an address as a log has it apart; `null` for what is none. */
export function parseAddress(text: string): Address | null {
  if (text.length > LONGEST) return null
  const start = /^(?:https?:\/\/[^/?#\s]+)?\//i.exec(text)
  if (start === null) return null
  const rest = text.slice(start[0].length)
  const mark = rest.indexOf('?')
  const query: Record<string, { value: string }> = {}
  for (const pair of mark === -1 ? [] : rest.slice(mark + 1).split('&')) {
    const equals = pair.indexOf('=')
    if (equals > 0 && !Object.hasOwn(query, pair.slice(0, equals)) && pair.slice(0, equals) !== '__proto__')
      query[pair.slice(0, equals)] = { value: pair.slice(equals + 1) }
  }
  return { path: mark === -1 ? rest : rest.slice(0, mark), query, text: rest }
}
