import { randomUUID } from 'node:crypto'
import { CreateBucketCommand, DeleteBucketCommand, DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll } from 'vitest'
import { createS3Client, s3Store } from '../../src/stores/s3.ts'
import type { Store } from '../../src/stores/store.ts'
import { keysOf } from '../stores/objects.ts'

/** A bucket of its own for the tests of a file, and a client for it. */
export interface ForeignBucket {
  readonly client: S3Client
  readonly bucket: string
}

/** Makes a bucket in the server that the environment names, and removes it with all that is in it. It touches no other. */
export function useForeignBucket(): ForeignBucket {
  const bucket = `sizewright-test-${randomUUID()}`
  requireServer()
  const client = createS3Client()

  beforeAll(async () => {
    await client.send(new CreateBucketCommand({ Bucket: bucket }))
  })
  afterAll(async () => {
    for (const Key of await keysOf(s3Store({ client, bucket }))) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }))
    }
    await client.send(new DeleteBucketCommand({ Bucket: bucket }))
    client.destroy()
  })
  return { client, bucket }
}

/** Gives stores with nothing in them, each under a prefix of its own. */
export function freshStores({ client, bucket }: ForeignBucket): () => Promise<Store> {
  let count = 0
  return async () => {
    count += 1
    return s3Store({ client, bucket, prefix: `${count} é+%/` })
  }
}

/** @throws Error that names all that is missing */
function requireServer(): void {
  const names = ['AWS_ENDPOINT_URL_S3', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
  const missing = names.filter((name) => !process.env[name])
  if (missing.length === 0) return
  throw new Error(
    `set ${missing.join(', ')}: npm run test:s3 tries a server that is running, see docs/s3-compatible.md`,
  )
}
