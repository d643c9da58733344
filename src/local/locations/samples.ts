import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

/**
 * Three pictures to try the service with: a photo that is stored lying on its side, with a copyright and the place where
 * it was taken, a transparent PNG and an animated GIF. All were drawn by our own code.
 */
const NAMES = ['harbour.jpg', 'logo.png', 'waves.gif']
const FOLDER = new URL('../samples/', import.meta.url)

/**
 * Makes a folder with the samples.
 *
 * The folder appears complete or not at all: nobody who watches it sees half a picture, and a start that was broken
 * off is made up for by the next one.
 *
 * @param folder must not exist yet
 */
export async function makeSamples(folder: string): Promise<void> {
  const target = resolve(folder)
  const draft = join(dirname(target), `.${basename(target)}-${randomUUID()}`) // beside it: there a rename is one step
  await mkdir(draft, { recursive: true })
  try {
    // They are written anew, not copied, so that they have the rights that the user's own files have.
    for (const name of NAMES) await writeFile(join(draft, name), await readFile(new URL(name, FOLDER)))
    await rename(draft, target)
  } catch (fault) {
    await rm(draft, { recursive: true, force: true })
    throw fault
  }
}
