import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalogue } from '../../src/config/catalogue.ts'
import type { View } from '../../src/local/gallery/view.ts'
import { printPath } from '../../src/path.ts'
import { openFolderStore } from '../../src/stores/folder.ts'

/** So many originals are whole: more than a page shows. What is stored of the others is missing. */
const WHOLE = 130

/**
 * Folders on the disk with so many originals beside each other, as a user has them. To make all renditions would take hours,
 * so only the first pages have theirs; what listing the others costs is in the figures of `listedStores`.
 */
export async function storesOnDisk(
  count: number,
  catalogue: Catalogue,
  scratch: string,
): Promise<Pick<View, 'originals' | 'processed' | 'errors'>> {
  const root = join(scratch, `list-of-${count}`)
  const folder = join(root, 'pictures')
  const keys = Array.from({ length: count }, (_, index) => `${String(index).padStart(6, '0')}.jpg`)
  await mkdir(folder, { recursive: true })
  for (const key of keys) await writeFile(join(folder, key), 'a picture, but for this')
  const open = async (name: string, ownership: 'owned' | 'shared', at = join(root, name)) =>
    openFolderStore({ root: at, metadata: join(root, 'of', name), temporary: join(root, 'temporary'), ownership })
  const [originals, processed, errors] = await Promise.all([
    open('originals', 'shared', folder),
    open('processed', 'owned'),
    open('errors', 'owned'),
  ])
  const placeholder = `data:image/png;base64,${'A'.repeat(900)}`
  const info = JSON.stringify({ width: 4000, height: 3000, dominantColour: '#336699', placeholder })
  for (const key of keys.slice(0, WHOLE)) {
    for (const name of catalogue.renditions.keys()) {
      const body = Buffer.from(name === catalogue.info.name ? info : 'rendition')
      const metadata = { width: '600', height: '400', source: 'source', recipe: 'recipe' }
      await processed.put(printPath(name, key), { body, contentType: 'image/jpeg', metadata }, 'absent')
    }
  }
  return { originals, processed, errors }
}
