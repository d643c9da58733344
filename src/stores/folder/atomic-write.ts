import { randomUUID } from 'node:crypto'
import { type FileHandle, link, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { despiteRemovals, makeFolder, makeFolders } from './directories.ts'
import { hasCode, orAbsent } from './fs-errors.ts'

const HALF_WRITTEN = /^half-[0-9a-f-]{36}-[0-9a-f-]{36}$/
const OURS = `half-${randomUUID()}`

/** An atomic write: of a file that is there whole or not at all. */
export interface FileWrite {
  /** A folder above the file, which stays when those between are made and removed. */
  readonly root: string
  readonly path: string
  readonly bytes: Uint8Array
  /** Folder for the file while it is half written; it must be on the file system of `root`. */
  readonly temporary: string
  /** Whether the bytes must have reached the disk before the file is in its place. */
  readonly flush?: boolean
  /** Whether a file at the path stays and the write fails with `EEXIST`. Without hard links that cannot be ensured. */
  readonly exclusive?: boolean
  /** A modification time in ns that the new file must not have. */
  readonly unlike?: bigint | undefined
  /** Is called when everything is written and nothing is in its place yet. */
  readonly before?: (written: Written) => Promise<void>
}

interface Written {
  /** The size in bytes. */
  readonly size: number
  readonly mtimeNs: bigint
}

/** Writes a file and makes the folders above it. Who reads the path sees what was there or the whole new file. */
export async function writeAtomically(write: FileWrite): Promise<void> {
  const half = await halfPath(write.temporary)
  try {
    const written = await writeHalf(half, write)
    await write.before?.(written)
    await moveIntoPlace(half, write)
  } catch (error) {
    await rm(half, { force: true }).catch(() => {}) // the first fault is the one to report
    throw error
  }
}

/** An atomic removal: of a file that is there whole or not at all. */
export interface FileRemoval {
  readonly root: string
  readonly path: string
  /** Folder for the file while it is half removed; it must be on the file system of `root`. */
  readonly temporary: string
  /** Is called when the file is out of its place and could still be put back. */
  readonly before: () => Promise<void>
}

/** Removes a file, and puts it back in its place if `before` fails. Returns whether it was there. */
export async function removeAtomically({ root, path, temporary, before }: FileRemoval): Promise<boolean> {
  const half = await halfPath(temporary)
  if ((await orAbsent(move(path, half, { root, temporary }))) === null) return false
  try {
    await before()
  } catch (error) {
    await moveIntoPlace(half, { root, path, temporary })
    throw error
  }
  await rm(half)
  return true
}

/** Makes a path at which a file may lie for a while. */
async function halfPath(temporary: string): Promise<string> {
  await makeFolders(temporary)
  return join(temporary, `${OURS}-${randomUUID()}`)
}

/** Removes what earlier processes left half written. Must not be called while another one still writes. */
export async function removeLeftovers(temporary: string): Promise<void> {
  for (const name of (await orAbsent(readdir(temporary))) ?? []) {
    if (HALF_WRITTEN.test(name) && !name.startsWith(OURS)) await rm(join(temporary, name), { force: true })
  }
}

async function writeHalf(path: string, { bytes, flush, unlike }: FileWrite): Promise<Written> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    if (unlike !== undefined) await touchUnlike(file, unlike)
    if (flush) await file.sync()
    const { size, mtimeNs } = await file.stat({ bigint: true })
    return { size: Number(size), mtimeNs }
  } finally {
    await file.close()
  }
}

/** Two files written within one step of the kernel's clock have the same time. */
async function touchUnlike(file: FileHandle, unlike: bigint): Promise<void> {
  const { mtimeNs } = await file.stat({ bigint: true })
  if (mtimeNs !== unlike) return
  const later = Number(unlike / 1_000_000n + 1n) / 1000
  await file.utimes(later, later)
}

type Placing = Pick<FileWrite, 'root' | 'path' | 'temporary' | 'exclusive'>

async function moveIntoPlace(half: string, place: Placing): Promise<void> {
  await despiteRemovals(async () => {
    await makeFolder(place.root, dirname(place.path))
    if (place.exclusive === true && (await moveToFree(half, place.path))) return
    await move(half, place.path, place)
  })
}

/** What the system says where there are no hard links, or where `from` and `to` are on different file systems. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']

/** Moves by a hard link, as a rename would replace what is there. Returns false, with nothing done, without links. */
async function moveToFree(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
  } catch (error) {
    if (hasCode(error, NO_LINKS)) return false
    throw error
  }
  await rm(from)
  return true
}

async function move(
  from: string,
  to: string,
  { root, temporary }: Pick<FileWrite, 'root' | 'temporary'>,
): Promise<true> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if (!hasCode(error, ['EXDEV'])) throw error
    throw new Error(`${temporary} and ${root} must be on one file system`, { cause: error })
  }
}
