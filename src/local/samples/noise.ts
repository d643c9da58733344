/** Side of a texture in texels, a power of two so that wrapping around is a bit mask. */
const SIDE = 1024

/** A square of values from 0 to 1 that repeats without a seam, rough at every scale, as clouds, hills and waves are. */
export type Texture = Float32Array

/** Random numbers from 0 to 1 that are the same each time: the samples' bytes must not depend on when they are made. */
export function createRandom(seed: number): () => number {
  let state = seed | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

/**
 * Adds up lattices of random values, each twice as fine as the one before and half as strong (fractal value noise).
 *
 * @param coarsest cells along a side of the first lattice, a power of two
 */
export function createTexture(seed: number, coarsest: number): Texture {
  const random = createRandom(seed)
  const texture = new Float32Array(SIDE * SIDE)
  for (let cells = coarsest, strength = 0.5; cells <= SIDE / 2; cells *= 2, strength /= 2) {
    const lattice = Float32Array.from({ length: cells * cells }, random)
    const step = cells / SIDE
    for (let y = 0, at = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++, at++) texture[at]! += strength * between(lattice, cells, x * step, y * step)
    }
  }
  return texture
}

/** The texture's value between its texels; the coordinates are in texels and wrap around. */
export function sample(texture: Texture, x: number, y: number): number {
  return between(texture, SIDE, x, y)
}

function between(grid: Float32Array, side: number, x: number, y: number): number {
  const left = Math.floor(x)
  const top = Math.floor(y)
  const across = ease(x - left)
  const down = ease(y - top)
  const mask = side - 1
  const upper = (top & mask) * side
  const lower = ((top + 1) & mask) * side
  const a = grid[upper + (left & mask)]!
  const b = grid[upper + ((left + 1) & mask)]!
  const c = grid[lower + (left & mask)]!
  const d = grid[lower + ((left + 1) & mask)]!
  const above = a + (b - a) * across
  return above + (c + (d - c) * across - above) * down
}

/** Without it the lattice would show as creases. */
function ease(t: number): number {
  return t * t * (3 - 2 * t)
}
