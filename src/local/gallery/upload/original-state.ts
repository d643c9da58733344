import { isCurrent, sourceOf, standingRefusal } from '../../../core/stored.ts'
import { escapeKey, printPath } from '../../../path.ts'
import { explainEntry } from '../failures.ts'
import { previewOf } from '../preview.ts'
import type { View } from '../view.ts'
import { adviceFor } from '../views/advice.ts'

/** What has become of an original, for whoever uploaded it. */
export type OriginalState =
  | {
      readonly state: 'ready'
      /** Of the original. */
      readonly bytes: number
      /** The rendition that the list shows; `null` where there is none. */
      readonly shown: { readonly name: string; readonly bytes: number } | null
    }
  | { readonly state: 'failed'; readonly refusal: string; readonly advice: string }
  | { readonly state: 'archived'; readonly advice: string }
  /** `gone`: it has been deleted, or moved, since. */
  | { readonly state: 'making' | 'gone' }

/**
 * Looks whether all that is made in advance is there, and stems from what is there now: what an older original left says
 * nothing about its successor.
 */
export async function stateOf(view: View, key: string): Promise<OriginalState> {
  const { catalogue, originals, processed, errors } = view
  if (!catalogue.serves(key)) return { state: 'gone' }
  const [original, entry] = await Promise.all([originals.head(key), errors.head(escapeKey(key))])
  if (original === null) return { state: 'gone' }
  const source = sourceOf(original)
  if (entry !== null && standingRefusal(entry, key, { ...original, source }, catalogue) !== null) {
    const { refusal, advice } = explainEntry(entry)
    return { state: 'failed', refusal, advice }
  }
  const wanted = [...catalogue.renditions.values()].filter(({ prewarm }) => prewarm)
  const stored = await Promise.all(wanted.map(({ name }) => processed.head(printPath(name, key))))
  const isReady = wanted.every((rendition, at) => {
    const head = stored[at] ?? null
    return head !== null && isCurrent(head, source, rendition)
  })
  if (!isReady && original.isArchived === true) return { state: 'archived', advice: adviceFor('archived') }
  if (!isReady) return { state: 'making' }
  const at = wanted.findIndex(({ name }) => name === previewOf(catalogue)?.name)
  const [rendition, head] = [wanted[at], stored[at]]
  const shown = rendition === undefined || head == null ? null : { name: rendition.name, bytes: head.size }
  return { state: 'ready', bytes: original.size, shown }
}
