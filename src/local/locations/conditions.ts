import { randomUUID } from 'node:crypto'
import { UsageFault } from '../../cli/usage.ts'
import type { Store } from '../../stores/store.ts'

/**
 * Makes sure that the store heeds what its writes and deletions are conditional on, by one of each that must be refused.
 * Without that two writers would replace each other's work, and nobody would notice.
 *
 * @param title how the user names the location
 * @throws UsageFault
 */
export async function requireConditions(store: Store, title: string): Promise<void> {
  const key = `sizewright-check-${randomUUID()}`
  const object = { body: Buffer.from('may be deleted'), contentType: 'text/plain', metadata: {} }
  const etag = await store.put(key, object, 'absent')
  if (etag === null) throw new UsageFault(`${title}: a new object could not be written`)
  const second = await store.put(key, object, 'absent')
  const isKept = !(await store.delete(key, '00000000000000000000000000000000'))
  await store.delete(key, second ?? etag)
  if (second !== null) throw ignored(title, 'of writes (If-None-Match)')
  if (!isKept) throw ignored(title, 'of deletions (If-Match)')
}

function ignored(title: string, what: string): UsageFault {
  return new UsageFault(
    `${title}: this server ignores the conditions ${what}, without which pictures would go stale; ` +
      'a newer version of it may heed them, as S3 itself does',
  )
}
