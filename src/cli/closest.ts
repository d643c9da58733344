/** How many slips of the finger a word may be from what was meant: one in short words. */
const slips = (word: string) => (word.length <= 4 ? 1 : 2)

/**
 * The word of a list that somebody who wrote another one most likely meant; `null` where none is near.
 *
 * @example closest('prot', ['host', 'port']) // 'port'
 */
export function closest(word: string, words: readonly string[]): string | null {
  if (word.length > 40) return null // nobody meant one of ours, and the time grows with the square
  let best: string | null = null
  let least = slips(word) + 1
  for (const candidate of words) {
    const distance = distanceBetween(word, candidate)
    if (distance < least) [best, least] = [candidate, distance]
  }
  return best
}

/**
 * How many letters have to be inserted, left out, replaced, or swapped with their neighbour: the optimal string alignment
 * distance.
 */
function distanceBetween(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(Math.min(replaced, last[j]! + 1, row[j - 1]! + 1, isSwapped ? before[j - 2]! + 1 : Infinity))
    }
    ;[before, last] = [last, row]
  }
  return last[b.length]!
}
