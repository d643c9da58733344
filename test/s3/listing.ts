import { compareKeys } from '../../src/stores/store.ts'
import { listedFrom, type Place } from './archive.ts'
import { refusal, type S3Answer, type S3Request, xml } from './requests.ts'

/** What is known of a stored object without asking the emulator. */
export interface Entry {
  /** With its quotes. */
  readonly etag: string
  readonly size: number
  /** In ISO 8601, of whole seconds, as S3 has it. */
  readonly modified: string
  /** Where it is, if that is not Standard. */
  readonly place?: Place
}

/**
 * Which objects there are, by bucket and key. It is kept here because the emulator lists in the order of a dictionary
 * and pages in another one (so that it loses keys), and knows no `encoding-type`.
 */
export type Index = Map<string, Map<string, Entry>>

const LONGEST_PAGE = 1000

/** Answers ListObjectsV2 as S3 does: by the keys' UTF-8 bytes, in pages, with keys encoded where that is asked for. */
export function listObjects(index: Index, { bucket, query, headers }: S3Request): S3Answer {
  const objects = index.get(bucket)
  if (objects === undefined) return refusal(404, 'NoSuchBucket', 'The specified bucket does not exist')
  if (query.get('delimiter')) return refusal(501, 'NotImplemented', 'no test has needed a delimiter yet')
  const token = query.get('continuation-token')
  const after = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64').toString()
  const keys = [...objects.keys()]
    .filter((key) => key.startsWith(query.get('prefix') ?? '') && compareKeys(key, after) > 0)
    .sort(compareKeys)
  const page = keys.slice(0, Math.min(Number(query.get('max-keys') ?? LONGEST_PAGE), LONGEST_PAGE))
  const isTruncated = page.length < keys.length && page.length > 0
  const isEncoded = query.get('encoding-type') === 'url'
  const isRestoreAsked = headers['x-amz-optional-object-attributes'] === 'RestoreStatus'
  const contents = page.map((key) => {
    const { etag, size, modified, place } = objects.get(key)!
    const written = isEncoded ? encodeKey(key) : escapeXml(key)
    const about = `<LastModified>${modified}</LastModified><ETag>${escapeXml(etag)}</ETag><Size>${size}</Size>`
    return `<Contents><Key>${written}</Key>${about}${listedFrom(place, isRestoreAsked)}</Contents>`
  })
  const last = Buffer.from(page.at(-1) ?? '').toString('base64')
  return xml(
    200,
    [
      '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
      `<Name>${bucket}</Name><KeyCount>${page.length}</KeyCount><IsTruncated>${isTruncated}</IsTruncated>`,
      isEncoded ? '<EncodingType>url</EncodingType>' : '',
      isTruncated ? `<NextContinuationToken>${last}</NextContinuationToken>` : '',
      ...contents,
      '</ListBucketResult>',
    ].join(''),
  )
}

/** Encodes a key as a form is encoded, apart from slashes. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/')
}

/** XML 1.0 has no control characters, not even as references: what a client would make of them is anybody's guess. */
function escapeXml(text: string): string {
  const speakable = text.replaceAll(/\p{Cc}/gu, '\uFFFD')
  return speakable.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
