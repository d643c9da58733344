import { once } from 'node:events'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { Gate } from '../../core/gate.ts'
import { sharp } from '../../image/sharp.ts'
import { work } from './similarity-worker.ts'

/** In ms: the largest pictures take a tenth of it. */
const PATIENCE = 60_000
/** Larger ones would take more memory than all the rest of the service. */
const MOST_PIXELS = 12_000_000
/** How many results are remembered. */
const REMEMBERED = 500

/** A picture as it is stored. */
interface Encoded {
  /** Names its bytes. */
  readonly etag: string
  readonly bytes: () => Promise<Uint8Array>
}

/**
 * Structural similarity of what is seen of two pictures, 1 where it is the same: of an animation the first frame, and
 * what is transparent on white.
 *
 * @throws Incomparable
 * @throws Busy when the gate is closed
 */
export type Similarity = (a: Encoded, b: Encoded) => Promise<number>

/** The pictures have no similarity that could be measured here; the message says why. */
export class Incomparable extends Error {
  override name = 'Incomparable'
}

/**
 * Measures in a thread of its own, as it takes seconds for a large picture.
 *
 * @param gate lets few enough in for the memory there is
 */
export function createSimilarity(gate: Gate): Similarity {
  const known = new Map<string, number>()
  return async (a, b) => {
    const pair = [a.etag, b.etag].toSorted().join(' ')
    const before = known.get(pair)
    if (before !== undefined) return before
    const leave = await gate.enter()
    try {
      const found = await measure(await a.bytes(), await b.bytes())
      if (known.size >= REMEMBERED) known.clear()
      known.set(pair, found)
      return found
    } finally {
      leave()
    }
  }
}

async function measure(a: Uint8Array, b: Uint8Array): Promise<number> {
  const [first, second] = [await sizeOf(a), await sizeOf(b)]
  if (first.width !== second.width || first.height !== second.height) {
    throw new Incomparable('pictures of different sizes cannot be compared')
  }
  if (first.width * first.height > MOST_PIXELS) throw new Incomparable('the pictures are too large to be compared here')
  const pictures = [await pixelsOf(a), await pixelsOf(b)]
  const worker = new Worker(`(${work.toString()})(require)`, {
    eval: true,
    workerData: { ssim: createRequire(import.meta.url).resolve('ssim.js'), pictures },
    env: {},
    execArgv: [],
  })
  try {
    const [answer]: unknown[] = await once(worker, 'message', { signal: AbortSignal.timeout(PATIENCE) })
    return Number(answer)
  } finally {
    await worker.terminate()
  }
}

async function sizeOf(bytes: Uint8Array): Promise<{ width: number; height: number }> {
  const { width, height } = await sharp(bytes).metadata()
  return { width, height }
}

async function pixelsOf(bytes: Uint8Array) {
  const { data, info } = await sharp(bytes)
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data: new Uint8ClampedArray(data), width: info.width, height: info.height }
}
