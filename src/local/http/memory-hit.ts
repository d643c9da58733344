import type { IncomingMessage, ServerResponse } from 'node:http'
import { LRUCache } from 'lru-cache'
import { storedHeaders } from '../../core/answers.ts'
import type { Access } from './access.ts'
import type { Edge } from './edge-function.ts'
import type { CachedObject, MemoryCache } from './memory-cache.ts'

/** How many different requests are remembered, and how long a target may be for that. */
const REMEMBERED = 20_000
const LONGEST = 2048

/**
 * Answers a request that needs neither the disk nor a decision, and returns the object that it sent; `null`, with nothing
 * done, where there is more to it.
 */
export type MemoryHit = (request: IncomingMessage, response: ServerResponse) => Pick<CachedObject, 'size'> | null

/** Most requests of a busy site are for a few pictures: they are answered from memory, without a `Request` being made of them. */
export function createMemoryHit(edge: Edge, cache: Pick<MemoryCache, 'peek'>, access: Access): MemoryHit {
  const paths = new LRUCache<string, string | false>({ max: REMEMBERED }) // `false`: it is refused
  const headers = new WeakMap<CachedObject, Record<string, string>>()

  /** The rendition path that a request means; `false` where it is refused. */
  function pathOf(method: string, uri: string, accept: string | undefined): string | false {
    const asked = `${method} ${uri} ${accept ?? ''}`
    const known = paths.get(asked)
    if (known !== undefined) return known
    const target = edge(method, uri, accept)
    const path = typeof target === 'string' ? target.slice(1) : false
    if (asked.length <= LONGEST) paths.set(asked, path)
    return path
  }

  function permittedTo(origin: string | undefined, object: CachedObject): Record<string, string> {
    const made = new Headers(storedHeaders(object))
    access.permit(made, origin)
    return Object.fromEntries(made)
  }

  /** Those for requests that name no origin are remembered: nearly all requests for pictures name none. */
  function headersOf(object: CachedObject, origin: string | undefined): Record<string, string> {
    if (origin !== undefined) return permittedTo(origin, object)
    const made = headers.get(object) ?? permittedTo(undefined, object)
    headers.set(object, made)
    return made
  }

  return ({ method = '', url = '', headers: asked }, response) => {
    const isPlain = (method === 'GET' || method === 'HEAD') && asked['if-none-match'] === undefined
    const path = isPlain && pathOf(method, url, asked.accept)
    const object = path === false ? null : cache.peek(path)
    if (object === null || access.refusalOf(asked) !== null) return null
    response.writeHead(200, headersOf(object, asked.origin))
    response.end(method === 'HEAD' ? undefined : object.bytes)
    return object
  }
}
