import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { makePhoto } from './photo.ts'

/**
 * Puts the photos of a run into a folder of their own, which may be written to. Returns their names, in order.
 *
 * @param from a folder, of which every JPEG is copied; without one a photo is made
 * @throws where there is no JPEG
 */
export async function gatherPhotos(from: string | undefined, to: string): Promise<string[]> {
  if (from === undefined) await makePhoto(to)
  else {
    await mkdir(to)
    for (const name of await jpegsIn(from)) await copyFile(join(from, name), join(to, name))
  }
  const names = await jpegsIn(to)
  if (names.length === 0) throw new Error(`there is no JPEG in ${from ?? to}`)
  return names
}

async function jpegsIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => /\.jpe?g$/i.test(name)).toSorted()
}
