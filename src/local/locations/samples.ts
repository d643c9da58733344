import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { drawHarbour } from '../samples/harbour.ts'
import { drawLogo } from '../samples/logo.ts'
import { drawWaves } from '../samples/waves.ts'

/**
 * Makes a folder with three pictures to try the service with: a photo, a transparent PNG and an animated GIF. Their
 * bytes are the same each time, and they come from nowhere but this code.
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
    await writeFile(join(draft, 'logo.png'), await drawLogo())
    await writeFile(join(draft, 'waves.gif'), await drawWaves())
    await writeFile(join(draft, 'harbour.jpg'), await drawHarbour())
    await rename(draft, target)
  } catch (fault) {
    await rm(draft, { recursive: true, force: true })
    throw fault
  }
}
