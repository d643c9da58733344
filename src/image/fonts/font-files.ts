import { type Dirent, opendirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/** What the name of a font file ends with. Others are no fonts, such as the licences beside them. */
const FONT = /\.(?:ttf|otf|ttc|otc)$/i
/** How many files a folder of fonts may hold, all that lie deeper included: somebody may have named another one by mistake. */
const MOST_FILES = 10_000

/**
 * A folder's font files, those in its folders included, by their paths in it and in an order of their own.
 *
 * @throws Error where it cannot be read, or holds more than a folder of fonts does
 */
export function fontFilesIn(folder: string): string[] {
  const found: string[] = []
  const entries = opendirSync(folder, { recursive: true })
  try {
    let count = 0
    for (let entry: Dirent | null; (entry = entries.readSync()) !== null;) {
      count += 1
      if (count > MOST_FILES) throw new Error(`it holds more than ${MOST_FILES} files`)
      const path = join(entry.parentPath, entry.name)
      if (FONT.test(entry.name) && statSync(path).isFile()) found.push(relative(folder, path))
    }
  } finally {
    entries.closeSync()
  }
  return found.toSorted()
}
