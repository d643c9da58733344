import { buildApp } from 'fauxqs'

/** In bytes; S3 itself takes 5 GB in one put. */
const LARGEST_BODY = 1024 ** 3

/** The process that really keeps the objects and the queues: fauxqs, on a free port. */
export interface Emulator {
  readonly endpoint: string
  close(): Promise<void>
}

/** Starts fauxqs with room for large bodies (it refuses those over 11 MiB) and for empty ones (it answers them with 500). */
export async function startEmulator(): Promise<Emulator> {
  const app = buildApp({ logger: false })
  // This parser comes before fauxqs's own for everything, which cannot be given another limit.
  app.addContentTypeParser(
    /^(?!application\/x-(?:amz-json-1\.0|www-form-urlencoded))/,
    { parseAs: 'buffer', bodyLimit: LARGEST_BODY },
    (_request, body, done) => done(null, body),
  )
  app.addHook('preHandler', async (request) => {
    request.body ??= Buffer.alloc(0)
  })
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' })
  return { endpoint, close: async () => app.close() }
}
