import type { Catalogue } from '../config/catalogue.ts'
import type { Size } from '../image/geometry.ts'
import { type Box, OPEN } from '../recipe.ts'
import { compareKeys } from '../stores/store.ts'

/** The upper ends of the classes by which longer sides are counted, in pixels; the last class has none. */
const ENDS = [320, 640, 1280, 2560, 5120, null] as const

/** How large pictures are, in pixels after orientation. Drawings have no size. */
export interface Sizes {
  readonly pictures: number
  /** How many pictures have a longer side up to so many pixels; `null` is the class above all others. */
  readonly classes: readonly { readonly upTo: number | null; readonly objects: number }[]
  /** The median of the longer sides; `null` where there is no picture. */
  readonly median: number | null
  /** The picture with the most pixels. */
  readonly largest: ({ readonly key: string } & Size) | null
}

export interface Measuring {
  add(key: string, size: Size): void
  sizes(): Sizes
}

export function createMeasuring(): Measuring {
  const sides = new Map<number, number>()
  let largest: Sizes['largest'] = null
  return {
    add(key, { width, height }) {
      const side = Math.max(width, height)
      sides.set(side, (sides.get(side) ?? 0) + 1)
      const more = largest === null ? 1 : width * height - largest.width * largest.height
      if (more > 0 || (more === 0 && largest !== null && compareKeys(key, largest.key) < 0)) {
        largest = { key, width, height }
      }
    },
    sizes() {
      const sorted = [...sides].sort(([a], [b]) => a - b)
      const pictures = sorted.reduce((sum, [, objects]) => sum + objects, 0)
      const classes = ENDS.map((upTo, index) => {
        const above = ENDS[index - 1] ?? 0
        const within = sorted.filter(([side]) => side > above && side <= (upTo ?? Infinity))
        return { upTo, objects: within.reduce((sum, [, objects]) => sum + objects, 0) }
      })
      return { pictures, classes, median: medianOf(sorted, pictures), largest }
    },
  }
}

function medianOf(sorted: readonly (readonly [number, number])[], pictures: number): number | null {
  let seen = 0
  for (const [side, objects] of sorted) {
    seen += objects
    if (seen * 2 >= pictures) return side
  }
  return null
}

/** A named size, and the box of its pictures. */
export interface Largest {
  readonly name: string
  readonly box: Box
}

/** The named size that asks for the most pixels. */
export function largestVariant({ pictures }: Pick<Catalogue, 'pictures'>): Largest | null {
  return [...pictures.values()].reduce<Largest | null>(
    (most, { name, box }) => (most !== null && areaOf(most.box) >= areaOf(box) ? most : { name, box }),
    null,
  )
}

/** The pixels of a box. Nothing is known of a side that is left open, so the other one stands for both. */
function areaOf({ width, height }: Box): number {
  const [short, long] = width < height ? [width, height] : [height, width]
  return short * (long === OPEN ? short : long)
}

/** Whether a picture does not fill a box, and so comes out smaller than it says: nothing is enlarged. */
export function isTooSmall(box: Box, { width, height }: Size): boolean {
  const scales = [box.width / width, box.height / height]
  return (box.fit === 'cover' ? Math.max(...scales) : Math.min(...scales)) > 1
}
