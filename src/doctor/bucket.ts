import type { S3Location } from '../cli/command-line.ts'
import { createS3Client, s3Store } from '../stores/s3.ts'
import type { Store } from '../stores/store.ts'
import { type Collection, type Found, readOnly } from './collection.ts'

/** Many, for most of the time is spent waiting for answers. */
const AT_ONCE = 24

/** Opens a bucket of S3 or of what speaks its language, or a part of one. */
export function bucketCollection({ title, bucket, prefix }: S3Location): Collection {
  const client = createS3Client()
  const store = s3Store({ client, bucket, prefix })
  return {
    title,
    store: readOnly(store),
    atOnce: AT_ONCE,
    list: () => objectsOf(store),
    close: () => client.destroy(),
  }
}

async function* objectsOf(store: Store): AsyncGenerator<Found> {
  for await (const { key, size, isArchived = false } of store.list()) {
    yield { kind: isArchived ? 'archived' : 'object', key, size }
  }
}
