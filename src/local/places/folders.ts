import { openFilesStore } from '../../stores/files.ts'
import { lockFolder } from '../../stores/folder-lock.ts'
import type { Options } from '../options.ts'
import { prepareFolders } from './data-folders.ts'
import type { Places } from './places.ts'
import { watchFolder } from './watch.ts'

/**
 * Opens a folder of originals and the data folder.
 *
 * @throws UsageFault, or FolderInUse when another process works on the data folder
 */
export async function openFolders(
  options: Options & { readonly originals: { readonly folder: string } },
): Promise<Places> {
  const { data, originals } = options
  const { folder } = originals
  const at = await prepareFolders(folder, options)
  const lock = await lockFolder(data)
  const open = (name: 'processed' | 'errors') =>
    openFilesStore({ root: at[name], metadata: `${at.metadata}/${name}`, temporary: at.temporary, foreign: 'absent' })
  const [processed, errors] = await Promise.all([open('processed'), open('errors')])
  return {
    title: folder,
    isAlone: true,
    originals: await openFilesStore({
      root: folder,
      metadata: `${at.metadata}/originals`,
      temporary: at.temporary,
      foreign: 'objects',
      ignore: [data],
    }),
    processed,
    errors,
    watch: ({ changed, report }) => watchFolder({ folder, ignored: data, changed, report }),
    release: () => lock.release(),
  }
}
