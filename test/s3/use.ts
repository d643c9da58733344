import { afterAll, afterEach, beforeAll } from 'vitest'
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3'
import { createS3Client, s3Store } from '../../src/stores/s3.ts'
import type { Store } from '../../src/stores/store.ts'
import { CREDENTIALS, REGION, type S3Server, startS3 } from './server.ts'

export interface Opened {
  readonly server: S3Server
  readonly store: Store
  readonly bucket: string
  readonly client: S3Client
}

/** Gives the tests of a file one server, in which nothing goes wrong when a test begins, and each a bucket of its own. */
export function useS3(): { open: (options?: { prefix?: string; config?: S3ClientConfig }) => Promise<Opened> } {
  let started: S3Server | undefined
  let buckets = 0
  const clients: S3Client[] = []

  beforeAll(async () => {
    started = await startS3()
  })
  afterEach(() => started?.clearFaults())
  afterAll(async () => {
    for (const client of clients) client.destroy()
    await started?.close()
  })

  return {
    async open({ config, ...options } = {}) {
      if (started === undefined) throw new Error('the server is started before all tests')
      buckets += 1
      const bucket = `bucket-${buckets}`
      await started.createBucket(bucket)
      const client = createS3Client({ endpoint: started.endpoint, region: REGION, credentials: CREDENTIALS, ...config })
      clients.push(client)
      return { server: started, bucket, client, store: s3Store({ client, bucket, ...options }) }
    },
  }
}
