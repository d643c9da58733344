import type { Catalogue } from '../../config/catalogue.ts'
import { messageOf } from '../../errors.ts'
import type { Reader } from '../../stores/store.ts'
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
): () => Promise<string[]> {
  let found: { readonly at: number; readonly notes: Promise<string[]> } | null = null
  const look = async (): Promise<string[]> => {
    try {
      return textsOf(await findDifferences(processed, catalogue))
    } catch (fault) {
      report(fault)
      found = null
      return [`Whether this configuration is the deployment's cannot be told: ${messageOf(fault)}.`]
    }
  }
  return async () => {
    if (found === null || performance.now() - found.at > FRESH_MS) found = { at: performance.now(), notes: look() }
    return [`A view of what ${site} shows: nothing can be changed here.`, ...(await found.notes)]
  }
}

function textsOf({ unknown, missing, otherwise }: Differences): string[] {
  const told = [
    unknown.length === 0
      ? ''
      : `it has ${unknown.join(', ')}, which this configuration does not name and these pages leave out`,
    missing.length === 0 ? '' : `nothing is stored as ${missing.join(', ')}`,
    otherwise.length === 0
      ? ''
      : `${otherwise.join(', ')} ${otherwise.length === 1 ? 'was' : 'were'} made with other settings, or by another version`,
  ].filter((text) => text !== '')
  if (told.length === 0) return []
  return [
    `The deployment differs from the configuration that this view was started with: ${told.join('; ')}. Name the deployed one with --config.`,
  ]
}
