import type { Catalogue, Rendition } from '../../src/config/catalogue.ts'
import { standInFor } from '../../src/core/serve/stand-in.ts'
import { readErrorEntry, sourceOf } from '../../src/core/stored.ts'
import { escapeKey, printPath } from '../../src/path.ts'
import { bytesOf, keysOf } from '../world.ts'
import type { Content } from './pictures.ts'
import { sizeOf, storedOf } from './pictures.ts'
import type { ModelService } from './service.ts'

/**
 * Everything that is wrong with what is stored: it must stem from the originals as they are now and from the current
 * recipes, be complete, and hold nothing else. Of what is archived it may be of an older recipe, or not be there.
 *
 * @param truth what was uploaded last under each key, `null` where it was deleted
 */
export async function faultsInStores(
  { stores, deployment }: ModelService,
  truth: ReadonlyMap<string, Content | null>,
): Promise<string[]> {
  const { catalogue } = deployment()
  const archived = stores.originals.archived()
  const wantedOf = (key: string) => (catalogue.serves(key) ? (truth.get(key) ?? null) : null)
  const faults: string[] = []
  for (const path of await keysOf(stores.processed)) {
    const parsed = catalogue.parsePath(path)
    const rendition = catalogue.renditions.get(parsed?.name ?? '')
    if (parsed === null || rendition === undefined) faults.push(`${path} is no rendition's`)
    else if (archived.has(parsed.key) && catalogue.serves(parsed.key)) {
      const [stored, original] = [await stores.processed.head(path), await stores.originals.head(parsed.key)]
      if (stored!.metadata['source'] !== sourceOf(original!))
        faults.push(`${path} is not of the original in the archive`)
    } else {
      const content = wantedOf(parsed.key)
      const wanted = content?.startsWith('good') ? await storedOf(parsed.key, content, rendition, catalogue) : null
      const found = await bytesOf(stores.processed, path)
      if (wanted === null || Buffer.compare(found!, wanted) !== 0) {
        faults.push(`${path} holds "${Buffer.from(found!).toString()}" though the original is ${content}`)
      }
      if (content != null && standInOf(rendition, content, catalogue) !== rendition) faults.push(`${path} is a copy`)
      const head = await stores.processed.head(path)
      if (head!.metadata['recipe'] !== rendition.recipe) faults.push(`${path} is of another recipe`)
    }
  }
  for (const key of truth.keys()) {
    const content = wantedOf(key)
    const original = await stores.originals.head(key)
    const broken = await stores.errors.head(escapeKey(key))
    const entry = broken === null ? null : readErrorEntry(broken)
    if (archived.has(key) && catalogue.serves(key)) {
      if (entry !== null && entry.source !== sourceOf(original!))
        faults.push(`${key} has another original's error entry`)
      continue
    }
    const isBroken = content !== null && /^(broken|heavy)/.test(content)
    if (isBroken && entry?.source !== sourceOf(original!)) faults.push(`${key} is broken and has no entry that says so`)
    if (!isBroken && broken !== null) faults.push(`${key} has an error entry though it is ${content}`)
    if (content?.startsWith('good') !== true) continue
    for (const { name, prewarm } of catalogue.renditions.values()) {
      if (prewarm && (await stores.processed.head(printPath(name, key))) === null)
        faults.push(`${name} of ${key} is missing`)
    }
  }
  return faults
}

/** Everything that an edge would still answer and that is not what is stored, be it in its place. */
export async function faultsAtEdge(
  { stores, edge, deployment }: ModelService,
  truth: ReadonlyMap<string, Content | null>,
): Promise<string[]> {
  const { catalogue } = deployment()
  const faults: string[] = []
  for (const [path, text] of edge.held()) {
    const { name = '', key = '' } = catalogue.parsePath(path) ?? {}
    const [rendition, content] = [catalogue.renditions.get(name), truth.get(key)]
    const standIn = rendition && content ? standInOf(rendition, content, catalogue) : null
    const stored = await bytesOf(stores.processed, standIn === null ? path : printPath(standIn.name, key))
    const now = stored === null ? 'nothing' : Buffer.from(stored).toString()
    if (now !== text) faults.push(`an edge answers ${path} with "${text}", but there is ${now}`)
  }
  return faults
}

function standInOf(rendition: Rendition, content: Content, catalogue: Catalogue): Rendition {
  return rendition.kind === 'info' ? rendition : standInFor(rendition, sizeOf(content), catalogue)
}
