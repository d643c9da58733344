import type { Catalogue } from '../../config/catalogue.ts'
import { messageOf } from '../../errors.ts'
import type { Reader } from '../../stores/store.ts'
import type { Note } from '../gallery/views/note.ts'
import { type Differences, findDifferences } from './differences.ts'

/** How long what was found counts, in ms: a deployment changes its sizes once in a while, and each look asks for a listing a size. */
const FRESH_MS = 300_000

/**
 * What whoever looks at a view must know to read it: what is looked at, and where this configuration is not that of the
 * deployment, so that the pages name other sizes than it has.
 */
export function createNotes(
  site: string,
  processed: Pick<Reader, 'head' | 'list'>,
  catalogue: Catalogue,
  report: (fault: unknown) => void,
): () => Promise<Note[]> {
  let found: { readonly at: number; readonly notes: Promise<Note[]> } | null = null
  const look = async (): Promise<Note[]> => {
    try {
      return notesOf(await findDifferences(processed, catalogue))
    } catch (fault) {
      report(fault)
      found = null
      return [{ text: `Whether this configuration is the deployment's cannot be told: ${messageOf(fault)}.` }]
    }
  }
  return async () => {
    if (found === null || performance.now() - found.at > FRESH_MS) found = { at: performance.now(), notes: look() }
    const text = `A view of what ${site} shows, in which nothing can be changed. Reload the page to look again.`
    return [{ text }, ...(await found.notes)]
  }
}

function notesOf({ unknown, missing, otherwise }: Differences): Note[] {
  const more = [
    told(unknown, 'is stored, and left out on these pages, since this configuration does not name it'),
    told(missing, 'is in this configuration, and nothing is stored of it'),
    told(otherwise, 'was made with other settings, or by another version'),
  ].filter((text) => text !== null)
  if (more.length === 0) return []
  const hint = 'Start the view with the configuration that is deployed: --config names it.'
  return [{ text: 'The deployment has other sizes than this configuration.', more: [...more, hint] }]
}

function told(names: readonly string[], what: string): string | null {
  return names.length === 0 ? null : `${names.join(', ')}: ${what}.`
}
