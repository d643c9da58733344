import { createHash } from 'node:crypto'
import { type BigIntStats, readFileSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import type { ObjectHead } from '../store.ts'
import { writeAtomically } from './atomic-write.ts'
import { removeEmptyAbove } from './directories.ts'
import { orAbsent } from './fs-errors.ts'

/** What `put` knew of an object, and how its file looked then. */
export interface FileVersion {
  readonly head: ObjectHead
  readonly mtimeNs: string
}

/** Sidecar files: they hold, for each file that `put` wrote, what the file itself cannot say. */
export interface Sidecars {
  /** The versions that a key's file may be: the last, and the one before until the last is in its place. */
  read(key: string): Promise<readonly FileVersion[]>
  /** Reads the same synchronously; there are none where the sidecar cannot be read, for whatever reason. */
  readNow(key: string): readonly FileVersion[]
  write(key: string, versions: readonly FileVersion[]): Promise<void>
  remove(key: string): Promise<void>
  /**
   * Tells which keys of a folder have a sidecar, at the price of one look at the disk.
   *
   * @param folder as keys begin: empty, or ending in a slash
   */
  ofFolder(folder: string): Promise<(key: string) => boolean>
}

const Sidecar = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    key: v.string(),
    versions: v.array(
      v.object({
        etag: v.string(),
        size: v.number(),
        mtimeNs: v.string(),
        contentType: v.optional(v.string()),
        cacheControl: v.optional(v.string()),
        contentDisposition: v.optional(v.string()),
        metadata: v.record(v.string(), v.string()),
      }),
    ),
  }),
)

/**
 * Keeps sidecars under the hashes of their keys' folder and name, so that no key is too long, none clashes with
 * another's folder, and a whole folder of files without sidecars costs one look.
 *
 * @param root real path of a folder for nothing else; half-written sidecars lie directly in it
 */
export function openSidecars(root: string): Sidecars {
  const folderOf = (folder: string) => join(root, hash(folder))
  const pathOf = (key: string) => {
    const name = key.lastIndexOf('/') + 1
    return join(folderOf(key.slice(0, name)), nameOf(key.slice(name)))
  }

  return {
    async read(key) {
      const text = await orAbsent(readFile(pathOf(key), 'utf8'))
      return text === null ? [] : parse(text, key)
    },

    readNow(key) {
      try {
        return parse(readFileSync(pathOf(key), 'utf8'), key)
      } catch {
        return []
      }
    },

    write: (key, versions) =>
      writeAtomically({ root, path: pathOf(key), bytes: print(key, versions), temporary: root }),

    async remove(key) {
      await rm(pathOf(key), { force: true })
      await removeEmptyAbove(root, pathOf(key))
    },

    async ofFolder(folder) {
      const names = new Set(await orAbsent(readdir(folderOf(folder))))
      return (key) => names.size > 0 && names.has(nameOf(key.slice(folder.length)))
    },
  }
}

/** The sidecars of a folder about whose files nothing was written. */
export const noSidecars: Sidecars = {
  read: async () => [],
  readNow: () => [],
  write: async () => {},
  remove: async () => {},
  ofFolder: async () => () => false,
}

/**
 * Whether a file looks as it did when this version was put. Neither inode nor ctime count, so that the whole folder can
 * be moved elsewhere.
 */
export function isOf({ head, mtimeNs }: FileVersion, stat: BigIntStats): boolean {
  return head.size === Number(stat.size) && mtimeNs === String(stat.mtimeNs)
}

function print(key: string, versions: readonly FileVersion[]): Uint8Array {
  return Buffer.from(JSON.stringify({ key, versions: versions.map(({ head, mtimeNs }) => ({ ...head, mtimeNs })) }))
}

/** A sidecar that a power cut spoilt, or that is another key's with the same hash, says nothing. */
function parse(text: string, key: string): FileVersion[] {
  const { success, output } = v.safeParse(Sidecar, text)
  if (!success || output.key !== key) return []
  return output.versions.map(({ mtimeNs, contentType, cacheControl, ...head }) => ({
    head: { ...head, contentType, cacheControl },
    mtimeNs,
  }))
}

/** The key that a sidecar tells of; `null` where a power cut spoilt it. */
export function keyOf(text: string): string | null {
  const { success, output } = v.safeParse(Sidecar, text)
  return success ? output.key : null
}

/** The name of the sidecar of a key whose last segment this is. */
export function nameOf(name: string): string {
  return `${hash(name)}.json`
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
