import { setImmediate } from 'node:timers/promises'

/**
 * Keeps much work that never waits from holding up everything else in the process.
 *
 * @param sliceMs how long it may go on at a stretch
 * @returns does a piece of it, at once while there is time
 */
export function createTurns(sliceMs: number): <T>(piece: () => T) => Promise<T> {
  let since = performance.now()
  let others: Promise<void> | null = null

  async function letOthers(): Promise<void> {
    await setImmediate()
    since = performance.now()
    others = null
  }

  return async (piece) => {
    while (performance.now() - since > sliceMs) await (others ??= letOthers())
    return piece()
  }
}
