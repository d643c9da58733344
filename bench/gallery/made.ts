import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until so many files are made of a collection: on a busy machine a server that does nothing need not be done. */
export async function allMade(data: string, files: number): Promise<void> {
  for (;;) {
    const entries = await readdir(join(data, 'processed'), { recursive: true, withFileTypes: true }).catch(() => [])
    if (entries.filter((entry) => entry.isFile()).length >= files) return
    await sleep(250)
  }
}
