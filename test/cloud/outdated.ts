import { readFileSync } from 'node:fs'
import { type Catalogue, createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { decoders } from '../../src/image/sniff.ts'
import type { Cloud } from './cloud.ts'

/** What the deployed functions were configured with. */
function catalogueOf(cloud: Cloud): Catalogue {
  const settings: unknown = JSON.parse(readFileSync(`${cloud.stack().reconcile.root}/settings.json`, 'utf8'))
  return createCatalogue(resolveConfig(settings), decoders)
}

/** Whatever is stored that today's configuration would not make so. */
export async function outdated(cloud: Cloud): Promise<string[]> {
  const catalogue = catalogueOf(cloud)
  const old: string[] = []
  for (const path of await cloud.processed.keys()) {
    const parsed = catalogue.parsePath(path)
    const recipe = parsed === null ? undefined : catalogue.renditions.get(parsed.name)?.recipe
    const stored = await cloud.processed.see(path)
    if (recipe === undefined || stored?.metadata['recipe'] !== recipe) old.push(path)
  }
  return old
}
