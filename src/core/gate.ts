import { Busy } from '../errors.ts'

/** Lets in so many at once, makes so many wait, and turns the rest away: what bounds memory under any load. */
export interface Gate {
  /**
   * Returns when there is room, with the function that gives the place back.
   *
   * @throws Busy when too many are waiting already
   */
  enter(): Promise<() => void>
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

  return {
    async enter() {
      if (inside < atOnce) inside += 1
      else if (queue.length < waiting) await new Promise<void>((resolve) => queue.push(resolve))
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
