/**
 * What runs in the thread, for one pair. It is given to the thread as text, so it must use nothing of this module, and
 * nothing that is imported.
 */
export function work(require: NodeJS.Require): void {
  const { parentPort, workerData } = require('node:worker_threads')
  const { ssim } = require(workerData.ssim)
  const [first, second] = workerData.pictures
  parentPort.postMessage(ssim(first, second).mssim) // oxlint-disable-line unicorn/require-post-message-target-origin -- it is no window
}
