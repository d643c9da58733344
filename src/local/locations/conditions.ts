import { randomUUID } from 'node:crypto'
import { UsageFault } from '../../cli/command-line.ts'
import { S3Fault } from '../../stores/s3/fault.ts'
import type { Condition, Store } from '../../stores/store.ts'

/** The ETag of nothing that is written here. */
const OTHER = '00000000000000000000000000000000'

/**
 * Makes sure that a server keeps what its writes and deletions are conditional on, by those that it must refuse and those
 * that it must carry out. Where it ignores a condition, two writers replace each other's work, and nobody notices; where
 * it refuses a right one, nothing is ever replaced or deleted.
 *
 * @param title how the user names the location
 * @throws UsageFault that names all that the server does otherwise
 */
export async function requireConditions(store: Store, title: string): Promise<void> {
  const key = `sizewright-check-${randomUUID()}`
  const faults: string[] = []
  const put = (text: string, only: Condition) =>
    store.put(key, { body: Buffer.from(`${text}; may be deleted`), contentType: 'text/plain', metadata: {} }, only)

  const first = await put('first', 'absent')
  if (first === null) throw new UsageFault(`${title}: a new object could not be written`)
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
  if (again !== null) {
    faults.push('writes an object that is not there (If-Match)')
    await orRefused(store.delete(key, again))
  }
  if (faults.length === 0) return
  throw new UsageFault(
    `${title}: this server cannot be used, for pictures would go stale: it ${faults.join('; it ')}. ` +
      'A newer version of it may do as S3 itself does',
  )
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
