import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageFault } from '../../cli/usage.ts'
import { openFolderStore } from '../../stores/folder.ts'
import { lockFolder } from '../../stores/folder/lock.ts'
import type { Options } from '../options.ts'
import { prepareFolders } from './data-folders.ts'
import type { Locations, ChangeListener } from './locations.ts'
import { watchFolder } from './watch.ts'

type FolderOptions = Options & { readonly originals: { readonly folder: string } }

/**
 * Opens a folder of originals and the data folder.
 *
 * @param skips tells by the name of a file or folder that there are no originals in it
 * @throws UsageFault, or FolderInUse when another process works on the data folder
 */
export async function openFolders(options: FolderOptions, skips: (name: string) => boolean): Promise<Locations> {
  try {
    return await open(options, skips)
  } catch (error) {
    throw isUnwritable(error)
      ? new UsageFault(`${options.data} cannot be written (${error.code})`, { cause: error })
      : error
  }
}

async function open(options: FolderOptions, skips: (name: string) => boolean): Promise<Locations> {
  const { data, originals } = options
  const { folder } = originals
  const at = await prepareFolders(folder, options)
  const lock = await lockFolder(data)
  const own = (name: 'processed' | 'errors') =>
    openFolderStore({ root: at[name], metadata: `${at.metadata}/${name}`, temporary: at.temporary, ownership: 'owned' })
  const temporary = await temporaryFor(folder, at.temporary)
  let report: ChangeListener['report'] = () => {}
  const [processed, errors] = await Promise.all([own('processed'), own('errors')])
  return {
    title: folder,
    isAlone: true,
    originals: await openFolderStore({
      root: folder,
      metadata: `${at.metadata}/originals`,
      temporary,
      ownership: 'shared',
      ignore: [data],
      skips,
      report: (fault) => report(fault),
    }),
    processed,
    errors,
    watch(watching) {
      report = watching.report
      return watchFolder({ ...watching, folder, ignored: [data, temporary], skips })
    },
    release: () => lock.release(),
  }
}

/** Where an upload is until it is whole: on the disk of the originals, where it can be moved into its place in one step. */
async function temporaryFor(folder: string, usual: string): Promise<string> {
  const [theirs, ours] = await Promise.all([stat(folder), stat(join(usual, '..'))])
  return theirs.dev === ours.dev ? usual : join(folder, '.sizewright-temporary')
}

/** A disk that is full or read-only, or something of somebody else's. */
const UNWRITABLE = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EEXIST', 'ENOTDIR'])

function isUnwritable(error: unknown): error is Error & { code: string } {
  if (!(error instanceof Error && 'code' in error)) return false
  // What the system says where it takes no folder at all, as in `/proc`.
  const isUnmakable = error.code === 'ENOENT' && 'syscall' in error && error.syscall === 'mkdir'
  return isUnmakable || UNWRITABLE.has(String(error.code))
}
