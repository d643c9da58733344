import { createHash } from 'node:crypto'
import type { Catalogue } from './catalogue.ts'

/** Changes with whatever calls for a rollout, and with nothing else. */
export function configurationHash({ renditions, decodeRecipe, table }: Catalogue): string {
  const stored = [...renditions.values()].map(({ name, recipe, prewarm }) => `${name} ${recipe} ${prewarm}`).toSorted()
  const decisive = [stored, decodeRecipe, table.prefixes.toSorted(), table.hidden]
  return createHash('sha256').update(JSON.stringify(decisive)).digest('hex').slice(0, 32)
}
