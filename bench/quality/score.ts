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

/** Holds files against the pixels that they were encoded from, as many at a time as there are cores. */
export async function scoreAll(all: readonly Encoded[], withButteraugli: boolean): Promise<Score[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sizewright-quality-'))
  const scores: Score[] = []
  const waiting = [...all.entries()]

  async function work(lane: number): Promise<void> {
    const worker = new Worker(new URL('ssimulacra2/worker.ts', import.meta.url))
    try {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [index, { pixels, bytes }] = next
        const distorted = await toPixels(sharp(bytes).toColourspace('srgb'), 1)
        worker.postMessage({ original: pixels, distorted }) // oxlint-disable-line unicorn/require-post-message-target-origin -- it is no window
        const [[s2], butteraugli] = await Promise.all([
          once(worker, 'message'),
          withButteraugli ? distance(pixels, distorted, join(folder, String(lane))) : null,
        ])
        scores[index] = { s2: Number(s2), butteraugli }
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
async function distance(original: Pixels, distorted: Pixels, path: string): Promise<number> {
  await fromPixels(original).png({ compressionLevel: 1 }).toFile(`${path}-a.png`)
  await fromPixels(distorted).png({ compressionLevel: 1 }).toFile(`${path}-b.png`)
  const { stdout } = await run(BUTTERAUGLI, [`${path}-a.png`, `${path}-b.png`])
  const norm = /3-norm: ([\d.]+)/.exec(stdout)?.[1]
  if (norm === undefined) throw new Error(`${BUTTERAUGLI} says: ${stdout}`)
  return Number(norm)
}
