import type { IncomingMessage, ServerResponse } from 'node:http'
import { storedHeaders } from '../../core/answers.ts'
import type { Access } from './access.ts'
import type { Edge } from './edge.ts'
import type { CachedObject, MemoryCache } from './memory-cache.ts'

/** How many different requests are remembered, and how long a target may be for that. */
const REMEMBERED = 20_000
const LONGEST = 2048

/** Answers what needs neither the disk nor a decision, and returns it; `null`, with nothing done, where there is more to it. */
export type MemoryHit = (request: IncomingMessage, response: ServerResponse) => Pick<CachedObject, 'size'> | null

/** Most requests of a busy site are for a few pictures: they are answered from memory, without a `Request` being made of them. */
export function createMemoryHit(edge: Edge, shelf: Pick<MemoryCache, 'peek'>, access: Access): MemoryHit {
  const paths = new Map<string, string | null>()
  const headers = new WeakMap<CachedObject, Record<string, string>>()

  /** The rendition path that a request means; `null` where it is refused. */
  function pathOf(method: string, uri: string, accept: string | undefined): string | null {
    const asked = `${method} ${uri} ${accept ?? ''}`
    const known = paths.get(asked)
    if (known !== undefined) return known
    const target = edge(method, uri, accept)
    const path = typeof target === 'string' ? target.slice(1) : null
    if (paths.size >= REMEMBERED) paths.clear()
    if (asked.length <= LONGEST) paths.set(asked, path)
    return path
  }

  function permittedTo(origin: string | undefined, kept: CachedObject): Record<string, string> {
    const made = new Headers(storedHeaders(kept))
    access.permit(made, origin)
    return Object.fromEntries(made)
  }

  /** Remembered for who says no origin: so nearly all requests for pictures are. */
  function headersOf(kept: CachedObject, origin: string | undefined): Record<string, string> {
    if (origin !== undefined) return permittedTo(origin, kept)
    const made = headers.get(kept) ?? permittedTo(undefined, kept)
    headers.set(kept, made)
    return made
  }

  return ({ method = '', url = '', headers: asked }, response) => {
    const isPlain = (method === 'GET' || method === 'HEAD') && asked['if-none-match'] === undefined
    const path = isPlain ? pathOf(method, url, asked.accept) : null
    const kept = path === null ? null : shelf.peek(path)
    if (kept === null || access.refusalOf(asked) !== null) return null
    response.writeHead(200, headersOf(kept, asked.origin))
    response.end(method === 'HEAD' ? undefined : kept.bytes)
    return kept
  }
}
