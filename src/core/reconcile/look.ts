import { escapeKey, isStorable, printPath } from '../../path.ts'
import type { ObjectHead } from '../../stores/store.ts'
import type { Ports } from '../ports.ts'
import { sourceOf } from '../stored.ts'

/** An original as it was found, with the source that renditions made of it bear. */
type SeenOriginal = ObjectHead & { readonly source: string }

/** What was found under a key. */
export interface Seen {
  /** `null`: there is no original, or none that is served. */
  readonly original: SeenOriginal | null
  /** What is stored, by rendition name. */
  readonly stored: ReadonlyMap<string, ObjectHead>
  /** The error entry. */
  readonly broken: ObjectHead | null
}

/** Heads everything that a key has or may have. Of a key that is not served only what is stored of it is looked at. */
export async function look(ports: Ports, key: string): Promise<Seen> {
  const names = [...ports.catalogue.renditions.keys()].filter((name) => isStorable(key, name.length))
  const [original, broken, ...heads] = await Promise.all([
    lookAtOriginal(ports, key),
    ports.errors.head(escapeKey(key)),
    ...names.map((name) => ports.processed.head(printPath(name, key))),
  ])
  const stored = new Map<string, ObjectHead>()
  for (const [index, name] of names.entries()) {
    const head = heads[index]
    if (head != null) stored.set(name, head)
  }
  return { original, stored, broken }
}

/** The original alone; `null` where there is none, or none that may be read. */
export async function lookAtOriginal({ originals, catalogue }: Ports, key: string): Promise<SeenOriginal | null> {
  const head = await (catalogue.serves(key) ? originals.head(key) : null)
  return head === null ? null : { ...head, source: sourceOf(head) }
}

/** Whether two looks at the original found what makes the same renditions. */
export function isSameOriginal(a: SeenOriginal | null, b: SeenOriginal | null): boolean {
  return a?.source === b?.source
}
