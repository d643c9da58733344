import { realpath, stat } from 'node:fs/promises'
import { PlaceFault } from '../../errors.ts'
import { orAbsent } from './fs-errors.ts'

/** The folder that stands for a bucket. */
export interface Root {
  /** The real path of the folder. */
  readonly path: string
  /** Throws unless the very folder that was opened is there: where a disk was unmounted, another folder shows. */
  answers(): Promise<void>
}

/**
 * Opens the folder that stands for a bucket.
 *
 * @throws PlaceFault when it is not there
 */
export async function openRoot(folder: string): Promise<Root> {
  const opened = await identify(folder)
  return {
    path: opened.path,
    async answers() {
      const now = await identify(folder)
      // A folder that was moved and linked to is the same one, and yet none of its files lies where it is looked for.
      if (now.path !== opened.path || now.dev !== opened.dev || now.ino !== opened.ino) {
        const message = `the folder ${folder} is not the one that was there at the start`
        throw new PlaceFault('away', folder, 'ESTALE', message)
      }
    },
  }
}

async function identify(folder: string): Promise<{ path: string; dev: bigint; ino: bigint }> {
  const path = await orAbsent(realpath(folder))
  const found = path === null ? null : await orAbsent(stat(path, { bigint: true }))
  if (path === null || !found?.isDirectory()) {
    throw new PlaceFault('away', folder, 'ENOENT', `the folder ${folder} is not there`)
  }
  return { path, dev: found.dev, ino: found.ino }
}
