/**
 * Colours as what is seen of them: red, green and blue over black, and, where any is transparent, over white as well.
 * Distances between these are what a difference between the colours can look like at most.
 */
export interface Points {
  readonly values: Uint8Array
  /** How many values each has: 3 or 6. */
  readonly axes: 3 | 6
}

/** @param colours red, green, blue and alpha of each, one after the other */
export function pointsOf(colours: Uint8Array, axes: 3 | 6): Points {
  const count = colours.length / 4
  const values = new Uint8Array(count * axes)
  for (let index = 0; index < count; index += 1) {
    const alpha = colours[index * 4 + 3]!
    for (let channel = 0; channel < 3; channel += 1) {
      const black = Math.floor((colours[index * 4 + channel]! * alpha + 127) / 255)
      values[index * axes + channel] = black
      if (axes === 6) values[index * axes + 3 + channel] = black + 255 - alpha
    }
  }
  return { values, axes }
}

export function axesOf(colours: Uint8Array): 3 | 6 {
  for (let at = 3; at < colours.length; at += 4) if (colours[at] !== 255) return 6
  return 3
}

/** The sum of the squares of the differences between one point and another. */
export function squaresBetween(some: Points, index: number, others: Points, other: number): number {
  const from = index * some.axes
  const to = other * some.axes
  let sum = 0
  for (let axis = 0; axis < some.axes; axis += 1) sum += (some.values[from + axis]! - others.values[to + axis]!) ** 2
  return sum
}

/** The largest difference in one value between one point and another. */
export function mostBetween(some: Points, index: number, others: Points, other: number): number {
  const from = index * some.axes
  const to = other * some.axes
  let most = 0
  for (let axis = 0; axis < some.axes; axis += 1) {
    most = Math.max(most, Math.abs(some.values[from + axis]! - others.values[to + axis]!))
  }
  return most
}
