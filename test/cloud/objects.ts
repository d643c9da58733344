import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { readAll } from '../../src/stores/store.ts'
import { s3Store } from '../../src/stores/s3.ts'

interface SeenObject {
  readonly bytes: Uint8Array
  readonly etag: string
  readonly metadata: Readonly<Record<string, string>>
}

/** What a test does to a bucket by itself, as a user or an operator would. */
export interface Bucket {
  readonly name: string
  put(key: string, body: Uint8Array, contentType?: string): Promise<void>
  remove(key: string): Promise<void>
  see(key: string): Promise<SeenObject | null>
  keys(prefix?: string): Promise<string[]>
}

export function openBucket(client: S3Client, name: string): Bucket {
  const store = s3Store({ client, bucket: name })
  return {
    name,
    async put(key, body, contentType = 'image/jpeg') {
      await client.send(new PutObjectCommand({ Bucket: name, Key: key, Body: body, ContentType: contentType }))
    },
    async remove(key) {
      await client.send(new DeleteObjectCommand({ Bucket: name, Key: key }))
    },
    async see(key) {
      const object = await store.get(key)
      if (object === null) return null
      return { bytes: await readAll(object.body), etag: object.etag, metadata: object.metadata }
    },
    async keys(prefix = '') {
      return Array.fromAsync(store.list({ prefix }), ({ key }) => key)
    },
  }
}
