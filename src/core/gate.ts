import { Busy } from '../errors.ts'

/** Lets in so many at once, makes so many wait, and turns the rest away: what bounds memory under any load. */
export interface Gate {
  /**
   * Returns when there is room, with the function that gives the place back.
   *
   * @param patienceMs how long it waits at most, in ms
   * @throws Busy when too many are waiting already, or it has waited so long
   */
  enter(patienceMs?: number): Promise<() => void>
}

/** How things stand at a gate. */
export interface GateState {
  readonly inside: number
  readonly waiting: number
}

export function createGate(atOnce: number, waiting: number): Gate & { state(): GateState } {
  let inside = 0
  const queue: (() => void)[] = []

  function leave(): void {
    const next = queue.shift()
    // A place is handed on rather than freed, so that nobody slips in between.
    if (next === undefined) inside -= 1
    else next()
  }

  function wait(patienceMs: number | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = patienceMs === undefined ? undefined : setTimeout(giveUp, patienceMs)
      function come(): void {
        clearTimeout(timer)
        resolve()
      }
      function giveUp(): void {
        queue.splice(queue.indexOf(come), 1)
        reject(new Busy())
      }
      queue.push(come)
    })
  }

  return {
    async enter(patienceMs) {
      if (inside < atOnce) inside += 1
      else if (queue.length < waiting) await wait(patienceMs)
      else throw new Busy()
      let isInside = true
      return () => {
        if (isInside) leave()
        isInside = false
      }
    },
    state: () => ({ inside, waiting: queue.length }),
  }
}
