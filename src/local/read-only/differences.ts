import type { Catalogue } from '../../config/catalogue.ts'
import { isOfRecipe } from '../../core/stored.ts'
import type { Reader } from '../../stores/store.ts'

/** How many names are looked for: no configuration has as many, and what lies there may be anything. */
const MOST = 500

/** What a bucket of renditions has that does not fit a configuration, by their names. */
export interface Differences {
  /** Names of stored renditions that the configuration does not know. */
  readonly unknown: readonly string[]
  /** Renditions that are made of every original by the configuration, of which nothing is stored. */
  readonly missing: readonly string[]
  /** Those of which some were made by another recipe. */
  readonly otherwise: readonly string[]
}

/**
 * Holds what is stored against a configuration: the one at hand may not be the one that is deployed. Of each name it looks at
 * the first object only, since what is stored under a name has one recipe when no rollout is on its way.
 */
export async function findDifferences(
  processed: Pick<Reader, 'head' | 'list'>,
  catalogue: Catalogue,
): Promise<Differences> {
  const stored = await firstByName(processed)
  const otherwise: string[] = []
  for (const [name, path] of stored) {
    const rendition = catalogue.pictures.get(name)
    const head = rendition === undefined ? null : await processed.head(path)
    if (rendition !== undefined && head !== null && !isOfRecipe(head, rendition)) otherwise.push(name)
  }
  const missing = [...catalogue.renditions.values()].filter(({ name, prewarm }) => prewarm && !stored.has(name))
  return {
    unknown: [...stored.keys()].filter((name) => !catalogue.renditions.has(name)).toSorted(),
    missing: stored.size === 0 ? [] : missing.map(({ name }) => name),
    otherwise: otherwise.toSorted(),
  }
}

/** The first object under each name. It skips from name to name, and so does not list what is between. */
async function firstByName(processed: Pick<Reader, 'list'>): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  let after = ''
  for (let looks = 0; looks < MOST; looks += 1) {
    const path = await firstAfter(processed, after)
    if (path === null) break
    const [name = ''] = path.split('/', 1)
    if (name !== path) found.set(name, path)
    after = name === path ? path : `${name}0` // the character after the slash
  }
  return found
}

async function firstAfter(processed: Pick<Reader, 'list'>, after: string): Promise<string | null> {
  for await (const { key } of processed.list({ after })) return key
  return null
}
