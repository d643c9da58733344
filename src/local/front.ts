import type { Hono } from 'hono/tiny'
import { storedAnswer } from '../answers.ts'
import type { Store } from '../stores/store.ts'
import type { Edge } from './edge.ts'

/**
 * What CloudFront is in the cloud, without its cache: the edge's text, then the processed renditions, then the app.
 *
 * @param uri as the client wrote it, since `Request` has tidied it up already
 */
export type Front = (request: Request, uri: string) => Promise<Response>

export function createFront(edge: Edge, processed: Store, app: Hono): Front {
  return async (request, uri) => {
    const target = edge(request.method, uri, request.headers.get('accept') ?? undefined)
    if (target instanceof Response) return target
    const stored = await processed.get(target.slice(1))
    if (stored !== null) return storedAnswer(stored, request.headers.get('if-none-match') ?? undefined)
    const answer = await app.request(target, { method: request.method })
    answer.headers.delete('x-amz-meta-cache-tag') // is for an edge that caches
    return answer
  }
}
