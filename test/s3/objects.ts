import { createKeyedMutex } from '../../src/stores/keyed-mutex.ts'
import { answeredFrom, type Place } from './archive.ts'
import { refuseWrite } from './conditions.ts'
import { forward } from './forward.ts'
import { type Entry, type Index, listObjects } from './listing.ts'
import { refusal, type S3Answer, type S3Request } from './requests.ts'

/** An object that was written, deleted or restored. */
export interface Change {
  readonly bucket: string
  readonly key: string
  /** As an S3 event names it. */
  readonly event: 'ObjectCreated:Put' | 'ObjectRemoved:Delete' | 'ObjectRestore:Completed' | 'ObjectRestore:Delete'
  /** Without quotes; empty where the object was deleted. */
  readonly etag: string
  /** In bytes. */
  readonly size: number
}

export interface Objects {
  readonly perform: (request: S3Request) => Promise<S3Answer>
  /**
   * Moves an object, as a lifecycle, Intelligent-Tiering or a restore does; `null` is Standard.
   *
   * @param event what S3 tells of it, if it tells anything
   */
  readonly move: (bucket: string, key: string, to: Place | null, event?: Change['event']) => void
}

/**
 * Answers as S3 documents it where the emulator does not: writes to one key one after another and only when their
 * conditions hold, and listings. What no test has needed, such as a multipart upload, is refused.
 *
 * @param onChange is called before a write is answered, in the order of the writes to a key
 */
export function createObjects(emulator: string, onChange: (change: Change) => void): Objects {
  const index: Index = new Map()
  const mutex = createKeyedMutex()

  async function performOnBucket(request: S3Request): Promise<S3Answer> {
    const { method, bucket, query } = request
    if (method === 'GET' && query.get('list-type') === '2') return listObjects(index, request)
    const answer = await forward(emulator, request)
    const isDone = answer.status < 300
    if (isDone && method === 'PUT' && !index.has(bucket)) index.set(bucket, new Map())
    if (isDone && method === 'DELETE') index.delete(bucket)
    return answer
  }

  async function write(request: S3Request): Promise<S3Answer> {
    const { method, bucket, key, body } = request
    const objects = index.get(bucket)
    if (objects === undefined) return refusal(404, 'NoSuchBucket', 'The specified bucket does not exist')
    const refused = refuseWrite(request, objects.get(key))
    if (refused !== null) return refused
    const answer = await forward(emulator, request)
    if (answer.status >= 300) return answer
    if (method === 'PUT') {
      const etag = String(answer.headers['etag'])
      const modified = new Date(Math.floor(Date.now() / 1000) * 1000).toISOString()
      objects.set(key, { etag, size: body.length, modified })
      onChange({ bucket, key, event: 'ObjectCreated:Put', etag: etag.replaceAll('"', ''), size: body.length })
    } else if (objects.delete(key)) {
      onChange({ bucket, key, event: 'ObjectRemoved:Delete', etag: '', size: 0 })
    }
    return answer
  }

  return {
    async perform(request) {
      const { method, bucket, key } = request
      if (isUnknown(request)) return refusal(501, 'NotImplemented')
      if (key === '') return performOnBucket(request)
      if (method === 'GET' || method === 'HEAD')
        return asKept(method, await forward(emulator, request), index.get(bucket)?.get(key))
      return mutex(`${bucket}/${key}`, () => write(request))
    },
    move(bucket, key, to, event) {
      const objects = index.get(bucket)
      const entry = objects?.get(key)
      if (objects === undefined || entry === undefined) throw new Error(`there is no ${key} in ${bucket}`)
      const { place: _, ...moved } = entry
      objects.set(key, to === null ? moved : { ...moved, place: to })
      const { etag, size } = entry
      if (event !== undefined) onChange({ bucket, key, event, etag: etag.replaceAll('"', ''), size })
    },
  }
}

/**
 * Gives an answer the time that the listing tells, as the emulator has looked at its clock a little earlier, and what S3
 * says of where the object is.
 */
function asKept(method: string, answer: S3Answer, entry: Entry | undefined): S3Answer {
  if (entry === undefined || answer.status >= 300) return answer
  const headers = { ...answer.headers, 'last-modified': new Date(entry.modified).toUTCString() }
  const dated = { ...answer, headers }
  return entry.place === undefined ? dated : answeredFrom(entry.place, method, dated)
}

/** Whether a request is of a kind that would change objects without the index. */
function isUnknown({ method, query, headers }: S3Request): boolean {
  const isPart = query.has('uploadId') || 'x-amz-copy-source' in headers || 'content-encoding' in headers
  return method === 'POST' || (method === 'PUT' && isPart)
}
