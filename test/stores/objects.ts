import { createHash } from 'node:crypto'
import { type NewObject, readAll, type Store } from '../../src/stores/store.ts'

export function object(body: string | Uint8Array, more: Partial<NewObject> = {}): NewObject {
  return { body: Buffer.from(body), contentType: 'text/plain', metadata: {}, ...more }
}

export function md5(bytes: Uint8Array | string): string {
  return createHash('md5').update(bytes).digest('hex')
}

/** Puts where nothing is. */
export async function put(store: Store, key: string, body: string | Uint8Array): Promise<string> {
  const etag = await store.put(key, object(body), 'absent')
  if (etag === null) throw new Error(`${key} was there already`)
  return etag
}

/** What is stored, as text; `null` where nothing is. */
export async function read(store: Store, key: string): Promise<string | null> {
  const found = await store.get(key)
  return found && Buffer.from(await readAll(found.body)).toString()
}

export async function keysOf(store: Store, options?: Parameters<Store['list']>[0]): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list(options)) keys.push(key)
  return keys
}

export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
