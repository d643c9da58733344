import { access, constants, readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { NotReady, UsageFault } from '../../cli/command-line.ts'
import { writeAtomically } from '../../stores/folder/atomic-write.ts'
import { makeFolders } from '../../stores/folder/directories.ts'
import { makeSamples } from './samples.ts'

export interface FolderOptions {
  readonly originals: { readonly folder: string }
  /** The folder was not named, so it may be made, with samples. */
  readonly isDefaultFolder: boolean
  /** The absolute path of the data folder. */
  readonly data: string
}

/** Where the parts of the data folder are. All are absolute. */
export interface DataFolders {
  readonly processed: string
  readonly errors: string
  readonly metadata: string
  readonly temporary: string
}

/**
 * Makes sure that the folders are there, and that the originals are what they were.
 *
 * @throws UsageFault
 */
export async function prepareFolders({ originals, isDefaultFolder, data }: FolderOptions): Promise<DataFolders> {
  const { folder } = originals
  if (isDefaultFolder && !(await isFolder(folder))) await makeSamples(folder)
  if (!(await isFolder(folder))) throw new UsageFault(await whyNoFolder(folder))
  if (`${folder}/`.startsWith(`${data}/`)) {
    throw new UsageFault(`the originals must not lie in the data folder ${data}: name another one with --data`)
  }
  await makeFolders(data)
  await access(data, constants.W_OK)
  const temporary = join(data, 'temporary')
  await refuseUnmounted(folder, data, temporary)
  return {
    processed: join(data, 'processed'),
    errors: join(data, 'errors'),
    metadata: join(data, 'metadata'),
    temporary,
  }
}

async function whyNoFolder(path: string): Promise<string> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  )
  return isThere ? `${path} is a file: name the folder that it lies in, ${dirname(path)}` : `there is no folder ${path}`
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}

/**
 * Refuses a folder that is empty and is not the one that was served before. Most likely its disk is not mounted, and to
 * go on would delete every rendition. It is less likely that somebody deleted the whole collection and made its folder
 * again.
 */
async function refuseUnmounted(folder: string, data: string, temporary: string): Promise<void> {
  const note = join(data, 'originals.json')
  const inode = String((await stat(folder, { bigint: true })).ino)
  const before = await readFile(note, 'utf8').catch(() => null)
  const current = `${JSON.stringify({ folder, inode })}\n`
  if (before !== null && before !== current && (await readdir(folder)).length === 0) {
    throw new NotReady(
      `${folder} is empty and is not the folder that was served before: is its disk mounted? ` +
        `If it is meant to be empty, delete ${data} first`,
    )
  }
  // It is written whole or not at all: a full disk would leave an empty note, which tells of another folder.
  if (before !== current) await writeAtomically({ root: data, path: note, bytes: Buffer.from(current), temporary })
}
