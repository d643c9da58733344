import { realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { NoRoom } from '../errors.ts'
import { removeAtomically, removeLeftovers } from './folder/atomic-write.ts'
import { makeFolders, removeEmptyAbove } from './folder/directories.ts'
import { orAbsent, reading, writing } from './folder/fs-errors.ts'
import { cutNames, plainNames, realPathsBelow } from './folder/key-paths.ts'
import { listTree } from './folder/list.ts'
import { ownedFiles } from './folder/owned.ts'
import { removeOrphans } from './folder/prune.ts'
import { putFile } from './folder/put.ts'
import { openRoot } from './folder/root.ts'
import { sharedFiles } from './folder/shared.ts'
import { noSidecars, openSidecars } from './folder/sidecars.ts'
import { createUserMetadataReader } from './folder/user-metadata.ts'
import { createKeyedMutex } from './keyed-mutex.ts'
import { holds, type Store } from './store.ts'

export interface FolderStoreOptions {
  /** The folder that stands for the bucket: an object's bytes are the file `<root>/<key>`. */
  readonly root: string
  /** Folder for what a file cannot say, such as its content type: of this store alone, with nothing else in it. */
  readonly metadata: string
  /** Folder for half-written files, on the file system of `root`. */
  readonly temporary: string
  /**
   * Who fills the folder. In a `shared` one, such as that of the originals, a file that another program put there or
   * altered is an object like any other. In an `owned` one, such as that of the renditions, it is nothing: each object
   * there must be known to stem from its source.
   */
  readonly ownership: 'shared' | 'owned'
  /** Files and folders that are not objects; those outside `root` never are. */
  readonly ignore?: readonly string[]
  /** Tells, by the name of a file or folder, whether listings leave it out with everything in it. */
  readonly skips?: (name: string) => boolean
  /** Is told of metadata that lies beside an object of a `shared` folder and cannot be used. */
  readonly report?: (fault: unknown) => void
}

/**
 * Opens a folder as a store and removes what an earlier process left half written or half deleted there. Only one
 * process at a time may do so (`lockFolder`); other programs may change a `shared` folder as they like, at any time.
 *
 * An `owned` folder is made where it is missing. A missing `shared` folder is a fault, such as a disk that is not
 * mounted.
 *
 * @throws Error naming the folder when it is not there
 */
export async function openFolderStore(options: FolderStoreOptions): Promise<Store> {
  const isShared = options.ownership === 'shared'
  const naming = isShared ? plainNames : cutNames
  if (!isShared) await makeFolders(options.root)
  const root = await openRoot(options.root)
  await makeFolders(options.metadata)
  const metadata = await realpath(options.metadata)
  const ignored = await Promise.all([metadata, options.temporary, ...(options.ignore ?? [])].map(toRealPath))
  await Promise.all([metadata, options.temporary].map(removeLeftovers))

  const sidecars = openSidecars(metadata)
  const files = isShared
    ? sharedFiles(sidecars, createUserMetadataReader(options.report ?? (() => {})))
    : ownedFiles(sidecars)
  const pathOf = realPathsBelow(root.path, naming, ignored)
  // A shared folder's sidecars are kept: its disk may be away, and will need them when it is back.
  if (!isShared) await removeOrphans(metadata, root.path, pathOf)
  const mutex = createKeyedMutex()
  const place = {
    root: root.path,
    temporary: options.temporary,
    sidecars,
    flush: isShared, // an original may be the only one there is; a rendition is made again
  }

  /** Runs a task while nobody else reads or writes the key; `null` for a key that no file can have. */
  async function exclusively<T>(key: string, task: (key: string, path: string) => Promise<T>): Promise<T | null> {
    const path = pathOf(key)
    return path === null ? null : mutex(key, () => task(key, path))
  }

  /** Reads exclusively. In a shared folder an absence is believed only while the folder itself is there. */
  async function find<T>(key: string, read: (key: string, path: string) => Promise<T | null>): Promise<T | null> {
    return exclusively(key, async (key, path) =>
      reading(isShared ? dirname(path) : root.path, async () => {
        const found = await read(key, path)
        if (found !== null || !isShared) return found
        await root.answers()
        await sidecars.remove(key).catch(() => {}) // somebody else has deleted the file; its sidecar does no harm
        return null
      }),
    )
  }

  const store: Store = {
    head: (key) => find(key, files.head),

    get: (key) => find(key, files.get),

    async put(key, object, only) {
      if (pathOf(key) === null) throw new NoRoom(`no file can have the key ${JSON.stringify(key)}`)
      await root.answers() // otherwise the mount point of a disk that is gone would be filled
      return exclusively(key, async (key, path) =>
        writing(root.path, async () =>
          holds(only, await files.head(key, path))
            ? putFile({ ...place, exclusive: isShared && only === 'absent' }, key, path, object)
            : null,
        ),
      )
    },

    async delete(key, etag) {
      const isDeleted = await exclusively(key, async (key, path) =>
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
      const readHeads = (folder: string, path: string) => files.ofFolder(folder, path, (key) => store.head(key))
      const tree = { root: root.path, naming, pathOf, readHeads, skips: options.skips }
      yield* listTree(tree, { prefix, after, ...(unknown && { unknown }) })
      await root.answers() // otherwise objects on a disk that has gone would seem to have never been there
    },

    answers: () => root.answers(),
  }
  return store
}

/** A folder that other programs fill, for who only reads it. */
interface ReadOnlyFolder extends Pick<Store, 'head' | 'get' | 'answers'> {
  /** The real path of the folder. */
  readonly path: string
}

/**
 * Opens a folder as a `shared` store reads it, but without the folders that a store needs to write.
 *
 * @throws PlaceFault when it is not there
 */
export async function openReadOnlyFolder(folder: string): Promise<ReadOnlyFolder> {
  const root = await openRoot(folder)
  const files = sharedFiles(
    noSidecars,
    createUserMetadataReader(() => {}),
  )
  const pathOf = realPathsBelow(root.path, plainNames, [])
  const at = async <T>(key: string, read: (key: string, path: string) => Promise<T>) => {
    const path = pathOf(key)
    return path === null ? null : read(key, path)
  }
  return {
    path: root.path,
    head: (key) => at(key, files.head),
    get: (key) => at(key, files.get),
    answers: () => root.answers(),
  }
}

/** The real path of what may not be there yet. */
async function toRealPath(path: string): Promise<string> {
  return (await orAbsent(realpath(path))) ?? join(await toRealPath(dirname(path)), basename(path))
}
