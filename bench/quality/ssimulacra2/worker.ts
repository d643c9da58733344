import { parentPort } from 'node:worker_threads'
import type { Picture } from './planes.ts'
import { ssimulacra2 } from './ssimulacra2.ts'

/** Answers each pair of pictures with its score. */
parentPort!.on('message', ({ original, distorted }: { original: Picture; distorted: Picture }) => {
  parentPort!.postMessage(ssimulacra2(original, distorted)) // oxlint-disable-line unicorn/require-post-message-target-origin -- it is no window
})
