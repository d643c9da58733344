import type { Ending } from '../../src/errors.ts'

/** How a machine that is starved ends the tries to come: one after the other, whoever's they are. */
export interface Hunger {
  readonly at: 'open' | 'render' | 'facts'
  readonly ending: Ending
  /** What the process had, as far as anybody can tell. */
  readonly wasFed: boolean
}

/** What decoders run on. */
export interface Machine {
  /** Whether it is starved still. */
  starve(hungers: readonly Hunger[]): void
  /**
   * How the next try on a good picture ends; `null` where it does not end before it is done.
   *
   * @param before how the first try ended, where this is the second, which is alone. A good picture never ends in the same
   * way there by a process that had its due: then it is starved again, or something else befalls it.
   */
  next(before: Ending | null): { readonly ending: Ending | null; readonly wasFed: boolean; readonly at: Hunger['at'] }
}

export function createMachine(): Machine {
  let hungers: readonly Hunger[] = []
  return {
    starve: (more) => void (hungers = [...hungers, ...more]),
    next(before) {
      const [hunger, ...rest] = hungers
      hungers = rest
      if (hunger === undefined) return { ending: null, wasFed: true, at: 'open' }
      return { ...hunger, wasFed: hunger.wasFed && hunger.ending !== before }
    },
  }
}
