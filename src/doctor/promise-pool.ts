/**
 * A promise pool: does something to every item, a bounded number of them at a time. Told to stop, it returns at once; what
 * is still being worked on then goes on by itself.
 *
 * @throws what the items or the work throw
 */
export async function inParallel<T>(
  items: AsyncIterable<T> | Iterable<T>,
  atOnce: number,
  stop: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>()
  const stopped = new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }))
  for await (const item of items) {
    if (stop.aborted) return
    const one: Promise<void> = work(item).finally(() => running.delete(one))
    one.catch(() => {}) // its fault is thrown below, unless nobody waits any more
    running.add(one)
    if (running.size >= atOnce) await Promise.race([...running, stopped])
  }
  await Promise.race([Promise.all(running), stopped])
}
