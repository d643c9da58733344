import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { onTestFinished } from 'vitest'
import type { S3Server } from '../s3/server.ts'

/** Writes a collection into a folder that is gone when the test is over. */
export async function inFolder(objects: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sizewright-doctor-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [key, bytes] of objects) {
    await mkdir(dirname(join(folder, key)), { recursive: true })
    await writeFile(join(folder, key), bytes)
  }
  return folder
}

/** Writes a collection into a new bucket, under a prefix. */
export async function inBucket(
  server: S3Server,
  bucket: string,
  prefix: string,
  objects: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  await server.createBucket(bucket)
  const client = server.client()
  for (const [key, Body] of objects) {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: prefix + key, Body }))
  }
  client.destroy()
}
