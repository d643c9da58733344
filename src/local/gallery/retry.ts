import type { Ports } from '../../core/ports.ts'
import { escapeKey } from '../../path.ts'

/**
 * Has a broken original tried again, although nothing about it has changed. Returns false where there is no broken one
 * under this key, or where another run has just taken it up.
 */
export async function retry({ errors, queue }: Pick<Ports, 'errors' | 'queue'>, key: string): Promise<boolean> {
  const entry = key.isWellFormed() ? await errors.head(escapeKey(key)) : null
  if (entry === null || !(await errors.delete(escapeKey(key), entry.etag))) return false
  await queue.send({ key })
  return true
}
