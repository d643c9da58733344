import type { Hono } from 'hono/tiny'
import { handedAnswer, storedAnswer } from '../../core/answers.ts'
import { Archived } from '../../errors.ts'
import { cutNames } from '../../stores/folder/key-paths.ts'
import type { Reader, StoredObject } from '../../stores/store.ts'
import type { Edge } from './edge-function.ts'

/** What CloudFront's origins are in the cloud: gives what is stored under a rendition path, or else has it made. */
export type Origin = (path: string, about?: OriginRequest) => Promise<Response>

interface OriginRequest {
  readonly method?: string
  readonly ifNoneMatch?: string | undefined
}

/** @param otherwise answers where nothing is stored */
export function createStoredOrigin(processed: Pick<Reader, 'get'>, otherwise: Origin): Origin {
  return async (path, about) => {
    const stored = await getUnlessArchived(processed, path)
    return stored === null ? otherwise(path, about) : storedAnswer(stored, about?.ifNoneMatch)
  }
}

export function createOrigin(processed: Pick<Reader, 'get'>, app: Hono): Origin {
  return createStoredOrigin(processed, async (path, { method = 'GET', ifNoneMatch } = {}) => {
    const headers: Record<string, string> = ifNoneMatch === undefined ? {} : { 'If-None-Match': ifNoneMatch }
    const answer = await app.request(`/${path}`, { method, headers })
    answer.headers.delete('x-amz-meta-cache-tag') // is for an edge that caches
    return answer
  })
}

/** What somebody has moved to an archive is made for each request, as in the cloud, where CloudFront cannot read it. */
async function getUnlessArchived(processed: Pick<Reader, 'get'>, path: string): Promise<StoredObject | null> {
  try {
    return await processed.get(path)
  } catch (error) {
    if (error instanceof Archived) return null
    throw error
  }
}

/**
 * An origin whose stored files a web server in front reads: it is told where the file lies, by `X-Accel-Redirect`.
 *
 * @param internal that server's name for the folder of the renditions, such as `/renditions/`
 */
export function createHandingOrigin(processed: Pick<Reader, 'head'>, made: Origin, internal: string): Origin {
  return async (path, about) => {
    const stored = await processed.head(path)
    if (stored === null) return made(path, about)
    return handedAnswer(stored, `${internal}${cutNames.pathOf(path)}`, about?.ifNoneMatch)
  }
}

/**
 * Answers a request.
 *
 * @param uri as the client wrote it, since `Request` has tidied it up already
 */
export type Respond = (request: Request, uri: string) => Promise<Response>

/** What CloudFront is in the cloud, without its cache: the edge function, then the origins. */
export function createCdn(edge: Edge, origin: Origin): Respond {
  return async ({ method, headers }, uri) => {
    const target = edge(method, uri, headers.get('accept') ?? undefined)
    if (target instanceof Response) return target
    return origin(target.slice(1), { method, ifNoneMatch: headers.get('if-none-match') ?? undefined })
  }
}
