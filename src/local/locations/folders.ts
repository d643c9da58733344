import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { NotReady } from '../../cli/command-line.ts'
import { openFolderStore } from '../../stores/folder.ts'
import { lockFolder } from '../../stores/folder/lock.ts'
import { type FolderOptions, prepareFolders } from './data-folders.ts'
import type { ChangeListener, Locations } from './locations.ts'
import { watchFolder } from './watch.ts'

/**
 * Opens a folder of originals and the data folder.
 *
 * @param skips tells by the name of a file or folder whether there are no originals in it
 * @throws UsageFault, or FolderInUse when another process works on the data folder
 */
export async function openFolders(options: FolderOptions, skips: (name: string) => boolean): Promise<Locations> {
  try {
    return await open(options, skips)
  } catch (error) {
    throw isUnwritable(error)
      ? new NotReady(`${options.data} cannot be written (${error.code})`, { cause: error })
      : error
  }
}

async function open(options: FolderOptions, skips: (name: string) => boolean): Promise<Locations> {
  const { data } = options
  const { folder } = options.originals
  const at = await prepareFolders(options)
  const lock = await lockFolder(data)
  const own = (name: 'processed' | 'errors') =>
    openFolderStore({ root: at[name], metadata: `${at.metadata}/${name}`, temporary: at.temporary, ownership: 'owned' })
  const temporary = await temporaryFor(folder, at.temporary)
  let report: ChangeListener['report'] = () => {}
  const [processed, errors] = await Promise.all([own('processed'), own('errors')])
  const originals = await openFolderStore({
    root: folder,
    metadata: `${at.metadata}/originals`,
    temporary,
    ownership: 'shared',
    ignore: [data],
    skips,
    report: (fault) => report(fault),
  })
  return {
    title: folder,
    isAlone: true,
    originals,
    userMetadata: originals,
    processed,
    errors,
    watch(listener) {
      report = listener.report
      return watchFolder({ ...listener, folder, ignored: [data, temporary], skips })
    },
    release: () => lock.release(),
  }
}

/** Where an upload lies until it is whole: on the disk of the originals, where one step moves it into its place. */
async function temporaryFor(folder: string, usual: string): Promise<string> {
  const [theirs, ours] = await Promise.all([stat(folder), stat(join(usual, '..'))])
  return theirs.dev === ours.dev ? usual : join(folder, '.sizewright-temporary')
}

/** What the system says of a disk that is full or read-only, and of what is somebody else's. */
const UNWRITABLE = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EEXIST', 'ENOTDIR'])

function isUnwritable(error: unknown): error is Error & { code: string } {
  if (!(error instanceof Error && 'code' in error)) return false
  // The system says so where it takes no folder at all, as in `/proc`.
  const isUnmakable = error.code === 'ENOENT' && 'syscall' in error && error.syscall === 'mkdir'
  return isUnmakable || UNWRITABLE.has(String(error.code))
}
