import type { Info } from '../../core/info.ts'
import { claimsPicture } from '../../image/kinds.ts'
import { escapeKey, printPath } from '../../path.ts'
import type { ListedObject } from '../../stores/store.ts'
import { readInfo, refusalDetail, fingerprintOf } from './describe.ts'
import { type ListedOriginal, type Listing, type ListQuery, PAGE } from './listing.ts'
import { previewOf } from './preview.ts'
import type { View } from './view.ts'

/** Passes over a folder that may not be read: the log and `/healthz` tell of it. */
const unknown = (): void => {}

/** A page of the originals that are pictures or claim to be, in the order of their keys. */
export async function collect(view: View, query: ListQuery): Promise<Listing> {
  const { search, folder: prefix, page } = query
  const items: ListedOriginal[] = []
  let batch: ListedObject[] = []
  const flush = async () => {
    const found = await Promise.all(batch.map((original) => lookUp(view, original)))
    items.push(...found.filter((item) => item !== null))
    batch = []
  }
  // If there is one more than is shown, there is another page.
  let isEnd = true
  for await (const original of view.originals.list({ prefix, unknown })) {
    if (!original.key.toLowerCase().includes(search.toLowerCase())) continue
    batch.push(original)
    if (items.length + batch.length > page * PAGE) await flush()
    isEnd = items.length <= page * PAGE
    if (!isEnd) break
  }
  await flush()
  return {
    query,
    items: items.slice((page - 1) * PAGE, page * PAGE),
    count: isEnd ? items.length : null,
    pages: isEnd ? Math.max(1, Math.ceil(items.length / PAGE)) : null,
    folders: [],
    totals: null,
  }
}

async function lookUp(view: View, { key, size, written }: ListedObject): Promise<ListedOriginal | null> {
  const { catalogue, originals, processed, errors } = view
  if (!catalogue.serves(key)) return null
  const wanted = previewOf(catalogue)
  const [info, ...heads] = await Promise.all([
    readInfo(view, key),
    ...[...catalogue.pictures.keys()].map(async (name) => ({ name, head: await processed.head(printPath(name, key)) })),
  ])
  const stored = heads.flatMap(({ name, head }) => (head === null ? [] : [{ name, head }]))
  const broken = stored.length > 0 ? null : await errors.head(escapeKey(key))
  const refusal = broken === null ? null : refusalDetail(broken)
  const isUnmade = stored.length === 0 && info === null && refusal === null
  if (isUnmade && !claimsPicture(key, undefined)) return null
  const isArchived = isUnmade && (await originals.head(key))?.isArchived === true
  const shown = stored.find(({ name }) => name === wanted?.name)?.head
  const listed: Omit<ListedOriginal, 'fingerprint'> = {
    key,
    bytes: size,
    written: written ?? null,
    info: info && shownOf(info),
    preview:
      wanted === null || shown === undefined
        ? null
        : {
            name: wanted.name,
            etag: shown.etag,
            width: Number(shown.metadata['width']),
            height: Number(shown.metadata['height']),
          },
    made: { files: stored.length, bytes: stored.reduce((sum, { head }) => sum + head.size, 0) },
    shownBytes: wanted === null ? null : leastOf(stored, wanted.name),
    state: refusal !== null ? 'failed' : isArchived ? 'archived' : isUnmade ? 'waiting' : 'ready',
    refusal,
  }
  return { ...listed, fingerprint: fingerprintOf(listed) }
}

/** The bytes of the smallest format of a size. */
function leastOf(stored: readonly { name: string; head: { size: number } }[], name: string): number | null {
  const sizes = stored
    .filter((one) => one.name === name || one.name.startsWith(`${name}.`))
    .map(({ head }) => head.size)
  return sizes.length === 0 ? null : Math.min(...sizes)
}

function shownOf({ width, height, dominantColour, placeholder, taken }: Info): NonNullable<ListedOriginal['info']> {
  return { width, height, dominantColour, placeholder, taken: taken ?? null }
}
