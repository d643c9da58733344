import { createHash } from 'node:crypto'

/** MD5 in lower-case hex: the ETag that S3 gives what was put whole. It tells versions apart and guards nothing. */
export function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex')
}

/** A body whose bytes are in memory already. */
export function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes)
      controller.close()
    },
  })
}
