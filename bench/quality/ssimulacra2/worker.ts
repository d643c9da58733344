import { parentPort } from 'node:worker_threads'
import type { Picture } from './planes.ts'
import { ssimulacra2Against } from './ssimulacra2.ts'

let score: ((distorted: Picture) => number) | null = null

/** Answers each picture with its score against the original that came last. */
parentPort!.on('message', ({ original, distorted }: { original: Picture | null; distorted: Picture }) => {
  if (original !== null) score = ssimulacra2Against(original)
  parentPort!.postMessage(score!(distorted)) // oxlint-disable-line unicorn/require-post-message-target-origin -- it is no window
})
