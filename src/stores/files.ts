import { realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { removeAtomically, removeLeftovers } from './atomic-write.ts'
import { NoRoom } from '../errors.ts'
import { holds } from './condition.ts'
import { makeFolders, removeEmptyAbove } from './file-folders.ts'
import { listTree } from './file-list.ts'
import { openSidecars } from './file-metadata.ts'
import { cutNames, type Naming, plainNames } from './file-names.ts'
import { putFile } from './file-put.ts'
import { removeOrphans } from './file-prune.ts'
import { openRoot } from './file-root.ts'
import { foreignFiles } from './foreign-files.ts'
import { orAbsent, reading, writing } from './fs-errors.ts'
import { createLock } from './lock.ts'
import { openMetaFiles } from './meta-files.ts'
import { ownFiles } from './own-files.ts'
import type { Store } from './store.ts'

export interface FilesOptions {
  /** The folder that stands for the bucket: an object's bytes are the file `<root>/<key>`. */
  readonly root: string
  /** Folder for what a file cannot say, such as its content type: of this store alone, with nothing else in it. */
  readonly metadata: string
  /** Folder for half-written files, on the file system of `root`. */
  readonly temporary: string
  /**
   * What a file is that another program put there or altered: an object like any other, as among the originals, or
   * nothing, as among the renditions, each of which must be known to stem from its source.
   */
  readonly foreign: 'objects' | 'absent'
  /** Files and folders that are no objects; those that do not lie below `root` are none anyway. */
  readonly ignore?: readonly string[]
  /** Tells by the name of a file or folder that listings leave it out, with all that is in it. */
  readonly skips?: (name: string) => boolean
  /** Is told of metadata that lies beside an object of an `objects` folder and is of no use. */
  readonly report?: (fault: unknown) => void
}

/**
 * Opens a folder as a store and removes what an earlier process left half written or half deleted there. Only one process at a time
 * may do so (`lockFolder`); other programs may change an `objects` folder as they like, at any time.
 *
 * An `absent` folder is made where it is missing. A missing `objects` folder is a fault, such as a disk that is not
 * mounted.
 *
 * @throws Error naming the folder when it is not there
 */
export async function openFilesStore(options: FilesOptions): Promise<Store> {
  const isForeign = options.foreign === 'objects'
  const naming = isForeign ? plainNames : cutNames
  if (!isForeign) await makeFolders(options.root)
  const root = await openRoot(options.root)
  await makeFolders(options.metadata)
  const metadata = await realpath(options.metadata)
  const ignored = await Promise.all([metadata, options.temporary, ...(options.ignore ?? [])].map(toRealPath))
  await Promise.all([metadata, options.temporary].map(removeLeftovers))

  const sidecars = openSidecars(metadata)
  const files = isForeign ? foreignFiles(sidecars, openMetaFiles(options.report ?? (() => {}))) : ownFiles(sidecars)
  const pathOf = paths(root.path, naming, ignored)
  // Of a foreign folder they are kept: its disk may be away, and with it what its files are known by.
  if (!isForeign) await removeOrphans(metadata, root.path, pathOf)
  const lock = createLock()
  const place = {
    root: root.path,
    temporary: options.temporary,
    sidecars,
    flush: isForeign, // an original may be the only one there is; a rendition is made again
  }

  /** Nobody else reads or writes the key meanwhile; `null` for a key that no file can have. */
  async function alone<T>(key: string, task: (key: string, path: string) => Promise<T>): Promise<T | null> {
    const path = pathOf(key)
    return path === null ? null : lock(key, () => task(key, path))
  }

  /** As `alone`. Among originals an absence is believed only as long as the folder itself is there. */
  async function find<T>(key: string, look: (key: string, path: string) => Promise<T | null>): Promise<T | null> {
    return alone(key, async (key, path) =>
      reading(isForeign ? dirname(path) : root.path, async () => {
        const found = await look(key, path)
        if (found !== null || !isForeign) return found
        await root.answers()
        await sidecars.remove(key).catch(() => {}) // of a file that somebody else has deleted; it can stay as well
        return null
      }),
    )
  }

  const store: Store = {
    head: (key) => find(key, files.head),

    get: (key) => find(key, files.get),

    async put(key, object, only) {
      if (pathOf(key) === null) throw new NoRoom(`no file can have the key ${JSON.stringify(key)}`)
      await root.answers() // else the mount point of a disk that is gone would be filled
      return alone(key, async (key, path) =>
        writing(root.path, async () =>
          holds(only, await files.head(key, path))
            ? putFile({ ...place, exclusive: isForeign && only === 'absent' }, key, path, object)
            : null,
        ),
      )
    },

    async delete(key, etag) {
      const isDeleted = await alone(key, async (key, path) =>
        writing(root.path, async () => {
          if ((await files.head(key, path))?.etag !== etag) return false
          const isGone = await removeAtomically({ ...place, path, before: () => sidecars.remove(key) })
          await removeEmptyAbove(root.path, path)
          return isGone
        }),
      )
      return isDeleted === true
    },

    async *list({ prefix = '', after = '', unknown } = {}) {
      await root.answers()
      const look = (folder: string, path: string) => files.ofFolder(folder, path, (key) => store.head(key))
      const tree = { root: root.path, naming, pathOf, look, skips: options.skips }
      yield* listTree(tree, { prefix, after, ...(unknown && { unknown }) })
      await root.answers() // else what is gone with its disk would seem to have never been there
    },

    answers: () => root.answers(),
  }
  return store
}

/** How keys become real paths: `null` for those that no object can have. */
function paths(root: string, { pathOf }: Naming, ignored: readonly string[]): (key: string) => string | null {
  const barred = ignored.filter((path) => path.startsWith(`${root}/`)).map((path) => `${path}/`)
  return (key) => {
    const below = pathOf(key)
    if (below === null) return null
    const path = join(root, below)
    return barred.some((folder) => `${path}/`.startsWith(folder)) ? null : path
  }
}

/** Also of what is not there yet. */
async function toRealPath(path: string): Promise<string> {
  return (await orAbsent(realpath(path))) ?? join(await toRealPath(dirname(path)), basename(path))
}
