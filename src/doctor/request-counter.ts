import type { Store } from '../stores/store.ts'

/** How often stores were asked for what, and how often an answer had to be waited for. */
export interface RequestCounts {
  puts: number
  /** Counts GET and HEAD together, which cost the same. */
  gets: number
  /** Counts requests that run at the same time once. */
  waits: number
  /** How many bytes were put. */
  bytes: number
}

export interface Counter {
  readonly requests: Readonly<RequestCounts>
  /** Decorates a store, so that the requests to it are counted. */
  watch(store: Store): Store
}

/** A counter of requests, which it sees as a decorator of stores. */
export function createCounter(): Counter {
  const requests: RequestCounts = { puts: 0, gets: 0, waits: 0, bytes: 0 }
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
      put(key, object, only) {
        requests.bytes += object.body.length
        return counted('puts', () => store.put(key, object, only))
      },
      delete: (key, etag) => counted(null, () => store.delete(key, etag)), // a DELETE costs nothing
    }),
  }
}
