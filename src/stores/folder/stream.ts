import { lstat } from 'node:fs/promises'
import { Changed } from '../../errors.ts'
import { orNoObject } from './fs-errors.ts'
import { type OpenFile, stateOf } from './stat.ts'

/** How much is read at a time, in bytes. */
const CHUNK = 256 * 1024

/**
 * Reads a file piece by piece, as slowly as its reader, and closes it at the end. It errors with `Changed` at the end,
 * or before, where the path by then is no longer that file in that very state.
 */
export function streamFile({ handle, stat }: OpenFile, path: string): ReadableStream<Uint8Array> {
  let left = Number(stat.size)

  async function verify(): Promise<void> {
    const now = await orNoObject(lstat(path, { bigint: true }))
    if (now === null || stateOf(now) !== stateOf(stat)) throw new Changed()
  }

  async function readChunk(): Promise<Uint8Array | null> {
    // One byte more than there should be: a file that has grown is noticed, however far it goes on.
    const { bytesRead, buffer } = await handle.read(new Uint8Array(Math.min(CHUNK, left + 1)))
    left -= bytesRead
    if (left < 0) throw new Changed()
    if (bytesRead > 0) return buffer.subarray(0, bytesRead)
    await verify()
    return null
  }

  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const chunk = await readChunk()
          if (chunk !== null) return controller.enqueue(chunk)
          await handle.close()
          controller.close()
        } catch (error) {
          await handle.close()
          throw error
        }
      },
      cancel: () => handle.close(),
    },
    { highWaterMark: 0 }, // nothing is read before it is asked for
  )
}
