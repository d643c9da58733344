/** A source of chance that a seed replays. */
export interface Chance {
  /** A whole number from 0 up to, and without, `end`. */
  below(end: number): number
  pick<T>(list: readonly [T, ...T[]]): T
  /** Another source for somebody who draws at the same time, so that the two do not depend on who comes first. */
  fork(): Chance
}

/** Mulberry32: small, and good enough to choose moments with. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number) => Math.floor(next() * end)
  return {
    below,
    pick: (list) => list[below(list.length)] ?? list[0],
    fork: () => createChance(below(2 ** 32)),
  }
}
