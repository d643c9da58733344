import { randomUUID } from 'node:crypto'
import { NotReady } from '../../cli/command-line.ts'
import { S3Fault } from '../../stores/s3/fault.ts'
import type { Condition, Store } from '../../stores/store.ts'

/** The ETag of nothing that is written here. */
const OTHER = '00000000000000000000000000000000'

/**
 * How often a server is tried before it is refused. A write whose answer got lost is tried again by the store and then
 * refused because of its own success, which looks as if the server did not keep conditions; it does not look so twice.
 */
const TRIES = 2

/**
 * Makes sure that a server keeps what its writes and deletions are conditional on, by those that it must refuse and those
 * that it must carry out. Where it ignores a condition, two writers replace each other's work, and nobody notices; where
 * it refuses a right one, nothing is ever replaced or deleted.
 *
 * @param title how the user names the location
 * @throws NotReady that names all that the server does otherwise
 */
export async function requireConditions(store: Store, title: string): Promise<void> {
  let faults = await tryConditions(store)
  for (let tries = 1; tries < TRIES && faults.length > 0; tries += 1) faults = await tryConditions(store)
  if (faults.length === 0) return
  if (faults === unwritten) throw new NotReady(`${title}: a new object could not be written`)
  throw new NotReady(
    `${title}: this server cannot be used, for pictures would go stale: it ${faults.join('; it ')}. ` +
      'A newer version of it may do as S3 itself does',
  )
}

const unwritten: readonly string[] = ['refuses to write an object that is not there (If-None-Match: *)']

/** What a server does otherwise, tried with an object of its own, which is deleted again however that went. */
async function tryConditions(store: Store): Promise<readonly string[]> {
  const key = `sizewright-check-${randomUUID()}`
  try {
    return await tryWith(key, store)
  } finally {
    await takeAway(key, store)
  }
}

async function tryWith(key: string, store: Store): Promise<readonly string[]> {
  const faults: string[] = []
  const put = (text: string, only: Condition) =>
    store.put(key, { body: Buffer.from(`${text}; may be deleted`), contentType: 'text/plain', metadata: {} }, only)

  const first = await put('first', 'absent')
  if (first === null) return unwritten
  const second = await orRefused(put('second', 'absent'))
  if (second !== null) faults.push('replaces an object where it must not (If-None-Match: *)')
  const third = await orRefused(put('third', { etag: OTHER }))
  if (third !== null) faults.push('replaces an object whose ETag is not the one that is named (If-Match)')
  const fourth = await orRefused(put('fourth', { etag: third ?? second ?? first }))
  if (fourth === null) faults.push('refuses to replace an object whose ETag is named (If-Match)')
  const last = fourth ?? third ?? second ?? first
  const lost = await orRefused(store.delete(key, OTHER))
  if (lost === true) faults.push('deletes an object whose ETag is not the one that is named (If-Match)')
  const isGone = lost === true || (await orRefused(store.delete(key, last))) === true
  if (!isGone) faults.push('refuses to delete an object whose ETag is named (If-Match)')
  const again = isGone ? await orRefused(put('again', { etag: last })) : null
  if (again !== null) faults.push('writes an object that is not there (If-Match)')
  return faults
}

/** Deletes what is there, by whichever ETag that has. What keeps it from that is no verdict on the server. */
async function takeAway(key: string, store: Store): Promise<void> {
  try {
    const left = await store.head(key)
    if (left !== null) await store.delete(key, left.etag)
  } catch (error) {
    if (!(error instanceof S3Fault)) throw error
  }
}

/** What a server does not know at all (501) counts as refused. */
async function orRefused<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof S3Fault && error.status === 501) return null
    throw error
  }
}
