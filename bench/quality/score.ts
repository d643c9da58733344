import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { fromPixels, type Pixels, sharp, toPixels } from '../../src/image/sharp.ts'

/** Finished pixels, and a file that they were encoded to. */
export interface Encoded {
  readonly pixels: Pixels
  readonly bytes: Uint8Array
}

export interface Score {
  /** SSIMULACRA 2: 100 is the picture itself. It agrees best with what people say. */
  readonly s2: number
  /** Butteraugli's 3-norm: 0 is the picture itself, `null` says that the command is missing. */
  readonly butteraugli: number | null
}

const run = promisify(execFile)

/** A command of libjxl, in Debian's package libjxl-devtools. */
const BUTTERAUGLI = 'butteraugli_main'

export async function hasButteraugli(): Promise<boolean> {
  return run('which', [BUTTERAUGLI]).then(
    () => true,
    () => false,
  )
}

/**
 * Holds files against the pixels that they were encoded from, as many at a time as there are cores. Those of the very same
 * pixels are scored one after the other: much of the work is the original's part, and is done once.
 */
export async function scoreAll(all: readonly Encoded[], withButteraugli: boolean): Promise<Score[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sizewright-quality-'))
  const scores: Score[] = []
  const waiting = [...Map.groupBy(all.keys(), (index) => all[index]!.pixels)]

  async function work(lane: number): Promise<void> {
    const worker = new Worker(new URL('ssimulacra2/worker.ts', import.meta.url))
    const path = join(folder, String(lane))
    try {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [original, indices] = next
        if (withButteraugli) await savePng(original, `${path}-a.png`)
        for (const [turn, index] of indices.entries()) {
          const distorted = await toPixels(sharp(all[index]!.bytes).toColourspace('srgb'), 1)
          worker.postMessage({ original: turn === 0 ? original : null, distorted }) // oxlint-disable-line unicorn/require-post-message-target-origin -- it is no window
          const [[s2], butteraugli] = await Promise.all([
            once(worker, 'message'),
            withButteraugli ? distance(`${path}-a.png`, distorted, `${path}-b.png`) : null,
          ])
          scores[index] = { s2: Number(s2), butteraugli }
        }
      }
    } finally {
      await worker.terminate()
    }
  }

  try {
    await Promise.all(Array.from({ length: availableParallelism() }, (_, lane) => work(lane)))
  } finally {
    await rm(folder, { recursive: true })
  }
  return scores
}

/** The distance by Butteraugli, as the 3-norm over the picture. The maximum that it also gives is that of a single place. */
async function distance(original: string, distorted: Pixels, path: string): Promise<number> {
  await savePng(distorted, path)
  const { stdout } = await run(BUTTERAUGLI, [original, path])
  const norm = /3-norm: ([\d.]+)/.exec(stdout)?.[1]
  if (norm === undefined) throw new Error(`${BUTTERAUGLI} says: ${stdout}`)
  return Number(norm)
}

async function savePng(pixels: Pixels, path: string): Promise<void> {
  await fromPixels(pixels).png({ compressionLevel: 1 }).toFile(path)
}
