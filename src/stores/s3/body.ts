import { Readable } from 'node:stream'
import { S3Fault } from './fault.ts'

/**
 * The body of an answer, as the port wants it. It reads only what is asked for, and cancelling it closes the connection,
 * so the first bytes of a video of 5 GB cost little more than themselves.
 *
 * A body that breaks off or is shorter than its `Content-Length` errors. It is not taken up again from there: the queue
 * repeats all of `reconcile`, and a viewer's next request all of `serve`.
 */
export function bodyOf(answer: unknown): ReadableStream<Uint8Array> {
  if (!(answer instanceof Readable)) throw new TypeError('S3 answered without a body')
  const chunks: AsyncIterator<Uint8Array> = answer[Symbol.asyncIterator]()
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await chunks.next()
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (error) {
          throw new S3Fault('GetObject', error)
        }
      },
      cancel() {
        answer.destroy()
      },
    },
    { highWaterMark: 0 },
  )
}
