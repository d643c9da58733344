import { readErrorEntry } from '../../core/stored.ts'
import type { Reason } from '../../errors.ts'
import { escapeKey, unescapeKey } from '../../path.ts'
import type { ObjectHead } from '../../stores/store.ts'
import { adviceFor } from './views/advice.ts'
import type { View } from './view.ts'

/** An original of which nothing is made. */
export interface Failure {
  readonly key: string
  /** `undefined` where the entry does not tell. */
  readonly reason: Reason | undefined
  /** The reason in words for whoever looks at the page. */
  readonly refusal: string
  /** What they can do about it. */
  readonly advice: string
}

/** The first failures in the order of their keys, not more than `most`: how many there are is counted apart. */
export async function firstFailures({ errors }: Pick<View, 'errors'>, most: number): Promise<Failure[]> {
  const entries: Entry[] = []
  for await (const { key: at } of errors.list()) {
    const key = unescapeKey(at)
    if (key !== null && entries.push({ at, key }) === most) break
  }
  return read(errors, entries)
}

/** The failures among some originals. */
export async function failuresAmong({ errors }: Pick<View, 'errors'>, keys: readonly string[]): Promise<Failure[]> {
  return read(
    errors,
    keys.map((key) => ({ at: escapeKey(key), key })),
  )
}

async function read(errors: View['errors'], entries: readonly Entry[]): Promise<Failure[]> {
  const failures = await Promise.all(
    entries.map(async ({ at, key }) => {
      const head = await errors.head(at)
      return head === null ? [] : [{ key, ...explainEntry(head) }]
    }),
  )
  return failures.flat()
}

interface Entry {
  /** Where it is among the errors. */
  readonly at: string
  readonly key: string
}

/** Says what an entry among the errors tells, and what can be done. */
export function explainEntry(entry: ObjectHead): Omit<Failure, 'key'> {
  const { reason, detail } = readErrorEntry(entry) ?? {}
  return { reason, refusal: detail ?? 'unknown', advice: adviceFor(reason) }
}
