import type { Store } from '../stores/store.ts'

/** What a listing finds. Only an `object` can be an original. */
export type Found =
  | { readonly kind: 'object'; readonly key: string; readonly size: number }
  /** An object whose bytes are in an archive, as far as a listing tells. */
  | { readonly kind: 'archived'; readonly key: string; readonly size: number }
  /** A file that no key can name, since its name is no UTF-8. The key is as near to it as can be. */
  | { readonly kind: 'misnamed'; readonly key: string; readonly size: number }
  /** A symbolic link, a pipe and the like, which is never followed. */
  | { readonly kind: 'special'; readonly key: string }
  /** A folder that cannot be listed. */
  | { readonly kind: 'closed'; readonly key: string; readonly why: string }

/** A place with objects in it, of which nothing can be changed through this. */
export interface Collection {
  /** The location as the user wrote it. */
  readonly title: string
  /** Reads objects one by one; whatever else it is asked for throws. */
  readonly store: Store
  /** How many objects should be read at a time. */
  readonly atOnce: number
  /** @throws where the place does not answer */
  list(): AsyncIterable<Found>
  close(): void
}

/** The same store, of which it is certain that nothing is written to it. */
export function readOnly({ head, get, answers }: Pick<Store, 'head' | 'get' | 'answers'>): Store {
  const refuse = () => {
    throw new Error('a collection is only looked at here')
  }
  return { head, get, answers, put: refuse, delete: refuse, list: refuse }
}

/** What went wrong, in a line for the report: it has no stack, and no path where the fault is the system's. */
export function faultText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && 'path' in error ? String(error.code) : error.message
}
