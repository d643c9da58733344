import { execFile } from 'node:child_process'
import { copyFile, mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { needPackages } from './packages.ts'
import { makePhoto } from './photo.ts'

/** How the bytes of a photo are laid out: as in the file that is there, or as phones and cameras write them. */
export type Layout = 'as they are' | 'baseline'

/**
 * Puts the photos of a run into a folder of their own, which may be written to. Returns their names, in order.
 *
 * @param from a folder, of which every JPEG is copied; without one a photo is made
 * @param layout with `baseline` each is transcoded to baseline JPEG, which changes no pixel
 * @throws where there is no JPEG
 */
export async function gatherPhotos(
  from: string | undefined,
  to: string,
  layout: Layout = 'as they are',
): Promise<string[]> {
  if (from === undefined) await makePhoto(to)
  else {
    await mkdir(to)
    for (const name of await jpegsIn(from)) await copyFile(join(from, name), join(to, name))
  }
  const names = await jpegsIn(to)
  if (names.length === 0) throw new Error(`there is no JPEG in ${from ?? to}`)
  if (layout === 'baseline') await transcode(to, names)
  return names
}

async function transcode(folder: string, names: readonly string[]): Promise<void> {
  await needPackages({ jpegtran: 'libjpeg-turbo-progs' })
  for (const name of names) {
    const path = join(folder, name)
    await promisify(execFile)('jpegtran', ['-copy', 'all', '-outfile', `${path}.new`, path])
    await rename(`${path}.new`, path)
  }
}

async function jpegsIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => /\.jpe?g$/i.test(name)).toSorted()
}
