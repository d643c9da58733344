/**
 * A keyed mutex: it runs the tasks of one key one after another, in the order in which they came, and those of other
 * keys meanwhile.
 */
export type KeyedMutex = <T>(key: string, task: () => Promise<T>) => Promise<T>

/** The mutex holds within this process alone. */
export function createKeyedMutex(): KeyedMutex {
  const last = new Map<string, Promise<unknown>>()
  return async (key, task) => {
    // A task that failed has told its own caller; the next one runs all the same.
    const mine = (last.get(key) ?? Promise.resolve()).then(task, task)
    last.set(key, mine)
    try {
      return await mine
    } finally {
      if (last.get(key) === mine) last.delete(key)
    }
  }
}
