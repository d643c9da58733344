import { once } from 'node:events'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { Size } from './geometry.ts'
import { sharp } from './sharp.ts'

/** In ms: the largest pictures take a tenth of it. */
const PATIENCE = 60_000
/** Larger ones would take more memory than all the rest of the service. */
const MOST_PIXELS = 12_000_000

/** The pictures have no similarity that could be measured here; the message says why. */
export class Incomparable extends Error {
  override name = 'Incomparable'
}

/**
 * Structural similarity (SSIM) of what is seen of two encoded pictures, 1 where it is the same: of an animation the first
 * frame, and what is transparent on white. It is measured in a thread of its own, as it takes seconds for a large picture.
 *
 * @throws Incomparable
 */
export async function measureSsim(a: Uint8Array, b: Uint8Array): Promise<number> {
  const [first, second] = [await sizeOf(a), await sizeOf(b)]
  if (first.width !== second.width || first.height !== second.height) {
    throw new Incomparable('pictures of different sizes cannot be compared')
  }
  if (first.width * first.height > MOST_PIXELS) throw new Incomparable('the pictures are too large to be compared here')
  const pictures = [await pixelsOf(a), await pixelsOf(b)]
  const require = createRequire(import.meta.url)
  const worker = new Worker(`(${work.toString()})(require)`, {
    eval: true,
    workerData: { ssim: require.resolve('ssim.js'), pictures },
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

async function sizeOf(bytes: Uint8Array): Promise<Size> {
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

/**
 * What runs in the thread, for one pair. It is given to the thread as text, so it must use nothing of this module, and
 * nothing that is imported.
 */
function work(require: NodeJS.Require): void {
  const { parentPort, workerData } = require('node:worker_threads')
  const { ssim } = require(workerData.ssim)
  const [first, second] = workerData.pictures
  parentPort.postMessage(ssim(first, second).mssim) // oxlint-disable-line unicorn/require-post-message-target-origin -- it is no window
}
