import { compareKeys, holds, md5, type NewObject, type ObjectHead, type Store, streamOf } from './store.ts'

interface MemoryEntry {
  readonly head: ObjectHead
  readonly bytes: Uint8Array
}

/** A store in memory, which lasts as long as the process: for tests of what works with stores, and for trials. */
export function memoryStore(): Store {
  const entries = new Map<string, MemoryEntry>()
  return {
    async head(key) {
      return entries.get(key)?.head ?? null
    },

    async get(key) {
      const entry = entries.get(key)
      return entry === undefined ? null : { ...entry.head, body: streamOf(Buffer.from(entry.bytes)) }
    },

    async put(key, object, only) {
      refuseWhatS3Refuses(object.metadata)
      if (!holds(only, entries.get(key)?.head ?? null)) return null
      const bytes = Buffer.from(object.body)
      const head = headOf(object, md5(bytes))
      entries.set(key, { head, bytes })
      return head.etag
    },

    async delete(key, etag) {
      return entries.get(key)?.head.etag === etag && entries.delete(key)
    },

    async *list({ prefix = '', after = '' } = {}) {
      for (const key of [...entries.keys()].sort(compareKeys)) {
        const head = entries.get(key)?.head // deleted while the listing went on
        if (head === undefined || !key.startsWith(prefix) || compareKeys(key, after) <= 0) continue
        yield { key, etag: head.etag, size: head.size }
      }
    },

    async answers() {},
  }
}

function headOf({ body, metadata, ...headers }: NewObject, etag: string): ObjectHead {
  return { etag, size: body.length, cacheControl: undefined, ...headers, metadata: { ...metadata } }
}

/** A test must notice what would fail in the cloud alone. */
function refuseWhatS3Refuses(metadata: NewObject['metadata']): void {
  for (const [name, value] of Object.entries(metadata)) {
    if (!/^[a-z0-9-]+$/.test(name) || !/^[\x20-\x7e]*$/.test(value)) {
      throw new Error(`metadata that S3 does not take: ${name}: ${value}`)
    }
  }
}
