import { Worker } from 'node:worker_threads'
import { Refused } from '../../errors.ts'
import { unknownMessage } from '../tolerant-decode.ts'
import { type HeicHeader, type PixelsRequest, work, type WorkerReply, type WorkerStart } from './worker.ts'

/** A thread that decodes one picture. */
interface HeicThread {
  readonly header: HeicHeader
  /** Whether it can still be asked. */
  isAlive(): boolean
  /** Gives the head and the pixels after it, once; then the thread ends. @throws Refused */
  pixels(request: PixelsRequest): Promise<Uint8Array>
  /** Ends the thread without asking it for pixels. */
  end(): Promise<void>
}

/** How long a thread waits to be asked for pixels, in ms. */
const IDLE = 5000

/**
 * Begins a thread, which reads the header. The decoder is a C library, and WebAssembly blocks: here it can neither
 * touch what is not its own, nor take more memory than it is given; and what it held is free when the thread ends.
 *
 * @throws Refused where the header cannot be read
 */
export async function startHeicThread(start: WorkerStart): Promise<HeicThread> {
  // A copy of its own, as all that a view looks on would be copied otherwise.
  const bytes = new Uint8Array(start.bytes)
  const worker = new Worker(`(${work.toString()})(require)`, {
    eval: true,
    workerData: { ...start, bytes },
    transferList: [bytes.buffer],
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 }, // of JavaScript; for WebAssembly, see `work`
  })
  worker.unref()
  let isAlive = true
  let idle: NodeJS.Timeout | undefined
  worker.once('exit', () => (isAlive = false))
  worker.on('error', () => {}) // it is listened for while something is asked, and ends the thread in any case

  async function end(): Promise<void> {
    isAlive = false
    clearTimeout(idle)
    await worker.terminate()
  }

  try {
    const reply = await replyOf(worker)
    if (!('header' in reply)) throw refusalOf(reply)
    idle = setTimeout(() => void end(), IDLE).unref()
    return {
      header: reply.header,
      isAlive: () => isAlive,
      end,
      async pixels(request) {
        clearTimeout(idle)
        isAlive = false
        try {
          worker.postMessage(request) // oxlint-disable-line unicorn/require-post-message-target-origin -- it is no window
          const reply = await replyOf(worker)
          if (!('pixels' in reply)) throw refusalOf(reply)
          return reply.pixels
        } finally {
          await end()
        }
      },
    }
  } catch (error) {
    await end()
    throw error
  }
}

/** The next message; where none comes, a reply that says that the thread died. */
function replyOf(worker: Worker): Promise<WorkerReply> {
  worker.ref()
  return new Promise<WorkerReply>((resolve) => {
    function settle(reply: WorkerReply): void {
      worker.off('message', settle).off('error', fail).off('exit', fail)
      worker.unref()
      resolve(reply)
    }
    const fail = () => settle({ refused: 'the thread died', code: null })
    worker.on('message', settle).on('error', fail).on('exit', fail)
  })
}

/**
 * libheif's codes for what it does not know, as against what is broken: `heif_error_Unsupported_filetype`,
 * `Unsupported_feature`, and `Plugin_loading_error` for a coding that was not built in.
 */
const UNSUPPORTED = new Set([3, 4, 11])
/** `heif_error_Memory_allocation_error`: more than it is given, or than there is. */
const OUT_OF_MEMORY = 6

function refusalOf(reply: WorkerReply): Error {
  if ('fault' in reply) return new Error(`the HEIC decoder cannot be loaded: ${reply.fault}`)
  if (!('code' in reply) || reply.code === null || reply.code === OUT_OF_MEMORY) {
    return unknownMessage('refused' in reply ? reply.refused : 'nothing')
  }
  return new Refused(UNSUPPORTED.has(reply.code) ? 'unsupported' : 'damaged')
}
