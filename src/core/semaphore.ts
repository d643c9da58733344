import { Busy } from '../errors.ts'

/** A counting semaphore with a bounded waiting list: it bounds memory under any load. */
export interface Semaphore {
  /**
   * Returns when there is a free permit, with the function that gives it back; calling that again changes nothing.
   *
   * @param patienceMs how long to wait at most, in ms
   * @throws Busy when too many are waiting already, or the wait was as long as that
   */
  acquire(patienceMs?: number): Promise<() => void>
}

export interface SemaphoreState {
  /** Permits that are taken. */
  readonly inside: number
  readonly waiting: number
}

/**
 * @param permits how many may be taken at once
 * @param places how many may wait for one; who comes after them is turned away
 */
export function createSemaphore(permits: number, places: number): Semaphore & { state(): SemaphoreState } {
  let inside = 0
  const queue: (() => void)[] = []

  function release(): void {
    const next = queue.shift()
    // A permit is handed on rather than freed, so that nobody slips in between.
    if (next === undefined) inside -= 1
    else next()
  }

  function wait(patienceMs: number | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = patienceMs === undefined ? undefined : setTimeout(giveUp, patienceMs)
      function proceed(): void {
        clearTimeout(timer)
        resolve()
      }
      function giveUp(): void {
        queue.splice(queue.indexOf(proceed), 1)
        reject(new Busy())
      }
      queue.push(proceed)
    })
  }

  return {
    async acquire(patienceMs) {
      if (inside < permits) inside += 1
      else if (queue.length < places) await wait(patienceMs)
      else throw new Busy()
      let isHeld = true
      return () => {
        if (isHeld) release()
        isHeld = false
      }
    },
    state: () => ({ inside, waiting: queue.length }),
  }
}
