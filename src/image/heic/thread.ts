import { Worker } from 'node:worker_threads'
import { Refused } from '../../errors.ts'
import { unknown } from '../tolerant-decode.ts'
import { type Answer, type Beginning, type HeicHeader, type Question, work } from './worker.ts'

/** A thread that decodes one picture. */
interface HeicThread {
  readonly header: HeicHeader
  /** Whether it can still be asked. */
  isAlive(): boolean
  /** Gives the head and the pixels after it, once; the thread ends with that. @throws Refused */
  pixels(question: Question): Promise<Uint8Array>
  /** Ends it unasked. */
  end(): Promise<void>
}

/** In ms: so long a thread waits to be asked for pixels. */
const IDLE = 5000

/**
 * Begins a thread, which reads the header. The decoder is a C library, and WebAssembly blocks: here it can neither
 * touch what is not its own, nor take more memory than it is given; and what it held is free when the thread ends.
 *
 * @throws Refused where the header cannot be read
 */
export async function startHeicThread(beginning: Beginning): Promise<HeicThread> {
  // A copy of its own, as all that a view looks on would be copied otherwise.
  const bytes = new Uint8Array(beginning.bytes)
  const worker = new Worker(`(${work.toString()})(require)`, {
    eval: true,
    workerData: { ...beginning, bytes },
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
    const answer = await answerOf(worker)
    if (!('header' in answer)) throw refusalOf(answer)
    idle = setTimeout(() => void end(), IDLE).unref()
    return {
      header: answer.header,
      isAlive: () => isAlive,
      end,
      async pixels(question) {
        clearTimeout(idle)
        isAlive = false
        try {
          worker.postMessage(question) // oxlint-disable-line unicorn/require-post-message-target-origin -- it is no window
          const answer = await answerOf(worker)
          if (!('pixels' in answer)) throw refusalOf(answer)
          return answer.pixels
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

/** The next message, or what stands for one that does not come. */
function answerOf(worker: Worker): Promise<Answer> {
  worker.ref()
  return new Promise<Answer>((resolve) => {
    function settle(answer: Answer): void {
      worker.off('message', settle).off('error', fail).off('exit', fail)
      worker.unref()
      resolve(answer)
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

function refusalOf(answer: Answer): Error {
  if ('fault' in answer) return new Error(`the HEIC decoder cannot be loaded: ${answer.fault}`)
  if (!('code' in answer) || answer.code === null || answer.code === OUT_OF_MEMORY) {
    return unknown('refused' in answer ? answer.refused : 'nothing')
  }
  return new Refused(UNSUPPORTED.has(answer.code) ? 'unsupported' : 'damaged')
}
