import { DeleteObjectCommand, PutObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { ask, isRefusedWrite } from './s3/fault.ts'
import { hereOf, type S3Options, s3Reader } from './s3/reader.ts'
import { etagOf } from './s3/response.ts'
import type { Store } from './store.ts'

/**
 * The first try and three more, after a 5xx, a SlowDown, a time-out or a broken connection. The SDK waits up to 0.05,
 * 0.1 and 0.2 s before them, or up to 1, 2 and 4 s where S3 throttles: at random, so that those who failed together do
 * not come back together.
 */
const ATTEMPTS = 4

/** How long to wait for a connection to open or to become free, in ms. */
const CONNECT_TIMEOUT = 2000

/**
 * How long a connection may be idle, in ms, while an answer does not begin or a body does not go on. Four tries that
 * fail as slowly as they can (28.4 s) fit into the 29 s that a request lives.
 */
const IDLE_TIMEOUT = 5000

/** How many connections to one bucket are open at a time. Further requests wait. */
const CONNECTIONS = 50

/**
 * A bucket of S3, or of a compatible server that heeds the conditions of writes and deletions.
 *
 * A write whose answer got lost is tried again by the client and then refused because of its own success. So `null`
 * from `put` and `false` from `delete` do not say that somebody else was there, only that it is time to look again.
 */
export function s3Store(options: S3Options): Store {
  const { client, prefix = '' } = options
  const at = (key: string) => ({ ...hereOf(options), Key: prefix + key })

  return {
    ...s3Reader(options),

    async put(key, { body, contentType, cacheControl, contentDisposition, metadata }, only) {
      const command = new PutObjectCommand({
        ...at(key),
        Body: body,
        ContentType: contentType,
        CacheControl: cacheControl,
        ContentDisposition: contentDisposition,
        Metadata: metadata,
        ...(only === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: `"${only.etag}"` }),
      })
      const stored = await ask('PutObject', client.send(command), isRefusedWrite)
      return stored && etagOf(stored)
    },

    async delete(key, etag) {
      const command = new DeleteObjectCommand({ ...at(key), IfMatch: `"${etag}"` })
      return (await ask('DeleteObject', client.send(command), isRefusedWrite)) !== null
    },
  }
}

/**
 * A client set up for requests that somebody waits for. Where an `endpoint` is given, here or by `AWS_ENDPOINT_URL_S3`,
 * the bucket is named in the path, as every compatible server takes it.
 *
 * It retries in the SDK's `standard` mode. `adaptive` would slow down every request after one was throttled, to other
 * buckets and prefixes too, which S3 does not throttle together. Either way a client that keeps failing has no retries
 * left after a while and fails at once: an outage is not made worse.
 */
export function createS3Client(config: S3ClientConfig = {}): S3Client {
  const endpoint = config.endpoint ?? process.env['AWS_ENDPOINT_URL_S3']
  return new S3Client({
    maxAttempts: ATTEMPTS,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT,
      socketTimeout: IDLE_TIMEOUT,
      httpAgent: { keepAlive: true, maxSockets: CONNECTIONS },
      httpsAgent: { keepAlive: true, maxSockets: CONNECTIONS },
    },
    // Otherwise bodies over 2 MB would have connections of their own, beyond the bound, and wait for another round trip.
    expectContinueHeader: false,
    // The signature covers a body already. Not every compatible server knows the other checksums, and an answer's
    // would have to be read to its end.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...config,
  })
}
