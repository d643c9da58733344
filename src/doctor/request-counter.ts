import type { Store } from '../stores/store.ts'

/** What was asked of stores, and how often an answer had to be waited for. */
export interface Requests {
  puts: number
  /** GET and HEAD, which cost the same. */
  gets: number
  /** Requests that run at the same time are waited for once. */
  waits: number
}

export interface Counter {
  readonly requests: Readonly<Requests>
  /** The same store, of which the requests are counted. */
  watch(store: Store): Store
}

export function createCounter(): Counter {
  const requests: Requests = { puts: 0, gets: 0, waits: 0 }
  let running = 0

  async function counted<T>(kind: 'puts' | 'gets' | null, request: () => Promise<T>): Promise<T> {
    if (kind !== null) requests[kind] += 1
    if (running === 0) requests.waits += 1
    running += 1
    try {
      return await request()
    } finally {
      running -= 1
    }
  }

  return {
    requests,
    watch: (store) => ({
      ...store,
      head: (key) => counted('gets', () => store.head(key)),
      get: (key) => counted('gets', () => store.get(key)),
      put: (key, object, only) => counted('puts', () => store.put(key, object, only)),
      delete: (key, etag) => counted(null, () => store.delete(key, etag)), // costs nothing
    }),
  }
}
