/** Joins the call that is under way for the same key, or makes it: a singleflight whose result is shared, and closed by its last user. */
export type Singleflight<T> = (key: string, call: () => Promise<T>) => Shared<T>

/** A result that may have other users. */
interface Shared<T> {
  readonly result: Promise<T>
  /** Always to be called, once, also where the call failed. */
  readonly leave: () => Promise<void>
}

interface Call<T> {
  readonly result: Promise<T>
  users: number
}

/** @param close is called when the last user of a result has left */
export function createSingleflight<T>(close: (result: T) => void): Singleflight<T> {
  const calls = new Map<string, Call<T>>()

  // Nobody joins any more once one has left, or a busy key would be given the same old result for ever.
  async function leave(key: string, joined: Call<T>): Promise<void> {
    if (calls.get(key) === joined) calls.delete(key)
    joined.users -= 1
    if (joined.users === 0) await joined.result.then(close, () => {})
  }

  return (key, call) => {
    const joined = calls.get(key) ?? { result: call(), users: 0 }
    calls.set(key, joined)
    joined.users += 1
    return { result: joined.result, leave: () => leave(key, joined) }
  }
}
