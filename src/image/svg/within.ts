/** Whether a reader of markup is within an element of some kind. */
export interface Within {
  /** @param depth of an element of that kind, which begins */
  enter(depth: number): void
  /** @param depth of an element of any kind, which ends */
  leave(depth: number): void
  is(): boolean
}

export function createWithin(): Within {
  let at = 0 // how deep the outermost such element lies that is open now
  return {
    enter(depth) {
      if (at === 0) at = depth
    },
    leave(depth) {
      if (at === depth) at = 0
    },
    is: () => at > 0,
  }
}
