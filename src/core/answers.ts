import { Archived, Busy, Changed, NoOriginal, PlaceFault, Refused, Unfinished, Unjudged } from '../errors.ts'
import { type ObjectHead, type StoredObject, streamOf } from '../stores/store.ts'
import type { Rendered } from '../recipe.ts'
import { dispositionOf } from './disposition.ts'
import { cacheTag } from './stored.ts'

/** An answer made on the spot is not verified against a later upload, so that it must not live long anywhere. */
const MADE = 'public, max-age=60'

/** On every answer: a picture may be shown by any site, and nobody may take it for something else. */
const ALWAYS = {
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'X-Content-Type-Options': 'nosniff',
}

/** A rendition, and how long the stages took that made it, in ms. */
interface Made {
  readonly rendered: Rendered
  readonly timings: Readonly<Record<string, number>>
}

/**
 * A rendition that was made for this request. It bears no ETag, as nothing unverified may be revalidated into a long life.
 *
 * @param key of the original, whose cache tag is for the edge
 */
export function madeAnswer({ rendered, timings }: Made, key: string): Response {
  return new Response(new Uint8Array(rendered.bytes), {
    headers: {
      ...ALWAYS,
      'Content-Type': rendered.contentType,
      ...(rendered.contentType.startsWith('image/') && {
        'Content-Disposition': dispositionOf(key, rendered.contentType),
      }),
      'Cache-Control': MADE,
      Vary: 'Accept',
      'x-amz-meta-cache-tag': cacheTag(key),
      'Server-Timing': Object.entries(timings)
        .map(([stage, ms]) => `${stage};dur=${ms.toFixed(1)}`)
        .join(', '),
    },
  })
}

/**
 * What is stored in place of a rendition. The edge may keep it as long as the object itself, whose replacement purges the tag.
 *
 * @param tag the cache tag, for the edge
 */
export async function standInAnswer(
  head: ObjectHead,
  bytes: Uint8Array,
  tag: string,
  ifNoneMatch: string | undefined,
): Promise<Response> {
  const answer = await storedAnswer({ ...head, body: streamOf(bytes) }, ifNoneMatch)
  answer.headers.set('x-amz-meta-cache-tag', tag)
  answer.headers.delete('Content-Length') // as with what is made: who streams it frames it
  return answer
}

/** A rendition as it is stored, or 304 where the client has it. In the cloud CloudFront and S3 answer so. */
export async function storedAnswer(object: StoredObject, ifNoneMatch: string | undefined): Promise<Response> {
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, quoted(object))) {
    await object.body.cancel()
    return unchangedAnswer(object)
  }
  return new Response(object.body, { headers: storedHeaders(object) })
}

function unchangedAnswer(object: ObjectHead): Response {
  return new Response(null, { status: 304, headers: versionHeaders(object) })
}

/**
 * A stored rendition whose file the web server in front is to send, or 304 where the client has it.
 *
 * How long it may live goes under a name that means nothing by itself: nginx keeps `Cache-Control` also where it then
 * finds no file, and its 404 would live a year in every cache.
 *
 * @param location in that server's own terms
 */
export function handedAnswer(object: ObjectHead, location: string, ifNoneMatch: string | undefined): Response {
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, quoted(object))) return unchangedAnswer(object)
  const { 'Cache-Control': life, ...headers } = versionHeaders(object)
  return new Response(null, {
    headers: {
      ...headers,
      'Content-Type': typeOf(object),
      ...dispositionHeader(object),
      'X-Accel-Redirect': location,
      'X-Accel-Cache-Control': life,
    },
  })
}

/** The headers of a whole stored rendition. */
export function storedHeaders(object: ObjectHead): Record<string, string> {
  return {
    ...versionHeaders(object),
    'Content-Type': typeOf(object),
    ...dispositionHeader(object),
    'Content-Length': String(object.size),
  }
}

function typeOf({ contentType }: ObjectHead): string {
  return contentType ?? 'application/octet-stream'
}

function dispositionHeader({ contentDisposition }: ObjectHead): Record<string, string> {
  return contentDisposition === undefined ? {} : { 'Content-Disposition': contentDisposition }
}

function versionHeaders(object: ObjectHead) {
  return { ...ALWAYS, ETag: quoted(object), 'Cache-Control': object.cacheControl ?? MADE, Vary: 'Accept' }
}

function quoted({ etag }: ObjectHead): string {
  return `"${etag}"`
}

/** RFC 9110 13.1.2: a list of entity tags that are compared weakly, or a star. */
function matches(ifNoneMatch: string, etag: string): boolean {
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
}

/** What a client is told of an error: what is wrong, and nothing of what is inside. */
export function errorAnswer(error: unknown): Response {
  if (error instanceof NoOriginal) return plainAnswer(404, error.message, { 'Cache-Control': 'max-age=10' })
  if (error instanceof Archived) return plainAnswer(404, error.message, { 'Cache-Control': 'max-age=60' })
  if (error instanceof Refused) return plainAnswer(415, error.message, { 'Cache-Control': 'max-age=60' })
  if (error instanceof Busy || error instanceof Unfinished) return comeAgain(error.message)
  if (error instanceof Changed) return comeAgain('the picture is being replaced, try again in a moment')
  if (error instanceof PlaceFault) return comeAgain('the pictures cannot be reached, try again later', 10)
  if (error instanceof Unjudged) return comeAgain('the picture could not be made just now, try again in a moment', 10)
  return plainAnswer(500, 'something went wrong here, try again later', { 'Cache-Control': 'no-store' })
}

/** @param after in s */
function comeAgain(text: string, after = 1): Response {
  return plainAnswer(503, text, { 'Cache-Control': 'no-store', 'Retry-After': String(after) })
}

export function plainAnswer(status: number, text: string, headers: Record<string, string>): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { ...ALWAYS, 'Content-Type': 'text/plain; charset=utf-8', ...headers },
  })
}
