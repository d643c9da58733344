import type { Ports } from '../../core/ports.ts'
import { readErrorEntry } from '../../core/stored.ts'
import { unescapeKey } from '../../path.ts'

/** A broken original that is listed apart, since it may be on any page. */
export interface Failure {
  readonly key: string
  readonly refusal: string
}

/** The first so many broken originals. */
export async function collectFailures({ errors }: Pick<Ports, 'errors'>, most: number): Promise<Failure[]> {
  const failures: Failure[] = []
  for await (const { key: at } of errors.list()) {
    if (failures.length === most) break
    const key = unescapeKey(at)
    const head = key === null ? null : await errors.head(at)
    if (key !== null && head !== null) failures.push({ key, refusal: readErrorEntry(head)?.detail ?? 'unknown' })
  }
  return failures
}
