import { once } from 'node:events'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { startEmulator } from './emulator.ts'
import { createFaults, type FaultRule } from './faults.ts'
import { type Change, createObjects, type Objects } from './objects.ts'
import { createProxy, type Exchange } from './proxy.ts'
import type { S3Request } from './requests.ts'

/** S3 over HTTP, on this machine, with nothing in it. */
export interface S3Server {
  /** For path-style requests; any credentials do. */
  readonly endpoint: string
  /** Where SQS is spoken; also `GET <sqsEndpoint>/_fauxqs/queues/<name>`, which shows a queue without taking from it. */
  readonly sqsEndpoint: string
  /** Every request that has come, the oldest first. */
  readonly exchanges: readonly Exchange[]
  /** A client for what a test does itself; without retries, so that it sees every answer. */
  client(): S3Client
  createBucket(name: string): Promise<void>
  /** Has something go wrong from now on. Where several rules fit a request, the first one that is not used up counts. */
  fault(rule: FaultRule): void
  clearFaults(): void
  /** Moves an object to an archive, or back. */
  move: Objects['move']
  /** Tells of every object written or deleted, before the writer is answered; returns what ends that. */
  onChange(listener: (change: Change) => void): () => void
  close(): Promise<void>
}

/** Environment variables with which an AWS SDK in another process, or without options, speaks to the server. */
export function environmentFor({ endpoint, sqsEndpoint }: S3Server): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ENDPOINT_URL_SQS: sqsEndpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  }
}

export const REGION = 'us-east-1'
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' }

/**
 * Starts fauxqs, and before it the proxy that makes it answer as S3 documents it.
 *
 * @param permits whether who asks may do so; else the answer is 403
 */
export async function startS3(permits: (request: S3Request) => boolean = () => true): Promise<S3Server> {
  const emulator = await startEmulator()
  const faults = createFaults()
  const exchanges: Exchange[] = []
  const listeners = new Set<(change: Change) => void>()
  const objects = createObjects(emulator.endpoint, (change) => listeners.forEach((listen) => listen(change)))
  const proxy = createProxy({
    perform: objects.perform,
    faults,
    permits,
    onExchange: (exchange) => exchanges.push(exchange),
  })
  proxy.keepAliveTimeout = 60_000 // on a busy machine a test may pause for longer than the 5 s that are the default
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const address = proxy.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy listens nowhere')
  const endpoint = `http://127.0.0.1:${address.port}`
  const client = () =>
    new S3Client({ endpoint, forcePathStyle: true, region: REGION, credentials: CREDENTIALS, maxAttempts: 1 })

  return {
    endpoint,
    sqsEndpoint: emulator.endpoint,
    exchanges,
    client,
    async createBucket(name) {
      const own = client()
      await own.send(new CreateBucketCommand({ Bucket: name }))
      own.destroy()
    },
    fault: faults.add,
    clearFaults: faults.clear,
    move: objects.move,
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      proxy.close()
      proxy.closeAllConnections()
      await emulator.close()
    },
  }
}
