import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type FolderStoreOptions, openFolderStore } from '../../../src/stores/folder.ts'
import type { Store } from '../../../src/stores/store.ts'

/** An empty folder for one test. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sizewright-test-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

export interface Opened {
  readonly root: string
  readonly metadata: string
  readonly temporary: string
  readonly store: Store
  /** Opens the same folders once more, as a later process would. */
  readonly reopen: () => Promise<Store>
}

/** A store over new folders. */
export async function openFolders(
  ownership: FolderStoreOptions['ownership'],
  ignore: readonly string[] = [],
): Promise<Opened> {
  const base = await makeFolder()
  const folders = { root: join(base, 'root'), metadata: join(base, 'metadata'), temporary: join(base, 'temporary') }
  await mkdir(folders.root)
  const reopen = () =>
    openFolderStore({ ...folders, ownership, ignore: ignore.map((path) => join(folders.root, path)) })
  return { ...folders, store: await reopen(), reopen }
}

/** Every file and folder below a folder, if it is there. */
export async function everythingIn(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  return (await readdir(folder, { recursive: true })).sort()
}
