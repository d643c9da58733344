import type { Info } from '../../../core/info.ts'
import { escapeKey, printPath } from '../../../path.ts'
import type { ObjectHead } from '../../../stores/store.ts'
import { fingerprintOf, readInfo, refusalDetail } from '../describe.ts'
import type { ListedOriginal } from '../listing.ts'
import type { View } from '../view.ts'
import type { Facts } from './rows.ts'

/**
 * Reads what a page shows of an original beside the facts that are in memory.
 *
 * @param wanted the name of the rendition that the grid shows
 */
export async function show(view: View, key: string, facts: Facts, wanted: string | undefined): Promise<ListedOriginal> {
  const { processed, errors } = view
  const isFailed = facts.isRefused && facts.files === 0
  const [info, head, entry] = await Promise.all([
    facts.hasInfo ? readInfo(view, key) : null,
    facts.files > 0 && wanted !== undefined ? processed.head(printPath(wanted, key)) : null,
    isFailed ? errors.head(escapeKey(key)) : null,
  ])
  const isMade = facts.files > 0 || info !== null
  const listed: Omit<ListedOriginal, 'fingerprint'> = {
    key,
    bytes: facts.bytes,
    written: Number.isNaN(facts.changed) ? null : new Date(facts.changed).toISOString(),
    info: info && infoShown(info),
    preview: wanted === undefined || head === null ? null : previewShown(wanted, head),
    made: { files: facts.files, bytes: facts.madeBytes },
    shownBytes: Number.isNaN(facts.shownBytes) ? null : facts.shownBytes,
    state: isMade ? 'ready' : entry !== null ? 'failed' : facts.isArchived ? 'archived' : 'waiting',
    refusal: entry === null ? null : refusalDetail(entry),
  }
  return { ...listed, fingerprint: fingerprintOf(listed) }
}

function infoShown({ width, height, dominantColour, placeholder, taken }: Info): ListedOriginal['info'] {
  return { width, height, dominantColour, placeholder, taken: taken ?? null }
}

function previewShown(name: string, { etag, metadata }: ObjectHead): ListedOriginal['preview'] {
  return { name, etag, width: Number(metadata['width']), height: Number(metadata['height']) }
}
