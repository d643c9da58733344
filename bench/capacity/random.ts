/** Random numbers from 0 to 1 that are the same each time (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Draws from a logarithmic normal distribution that has this median and this value at a percentile of it. */
export function logNormal(median: number, high: { readonly value: number; readonly z: number }) {
  return (random: () => number) => median * (high.value / median) ** (normal(random) / high.z)
}

/** The 95th and the 99th percentile of the standard normal distribution. */
export const Z95 = 1.645
export const Z99 = 2.326

/** A number of the standard normal distribution (Box and Muller). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
