/** Numbers from 0 up to 1 that are the same in each run (the generator of Numerical Recipes). */
export interface Random {
  (): number
  between(least: number, most: number): number
  among<T>(list: readonly T[]): T
}

export function seeded(seed: number): Random {
  let state = Math.imul(seed, 2_654_435_761) >>> 0 // so that neighbours begin differently
  const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
  return Object.assign(random, {
    between: (least: number, most: number) => least + random() * (most - least),
    among: <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!,
  })
}

const WORDS =
  'the of and to in a is that for it was on are as with his they at be this from have or by one had not but what all were when we there can an your which their said if do will each about how up out them then she many some so these would other into has more her two like him see time could no make than first been its who now people my made over did down only way find use may water long little very after words called just where most know'.split(
    ' ',
  )

/** Sentences of common words. @param count of words */
export function prose(random: Random, count: number): string[] {
  const words: string[] = []
  let left = 0
  for (let index = 0; index < count; index += 1) {
    const word = random.among(WORDS)
    const starts = left === 0
    if (starts) left = Math.floor(random.between(6, 17))
    left -= 1
    const mark = left === 0 || index === count - 1 ? '.' : random() < 0.08 ? ',' : ''
    words.push((starts ? word[0]!.toUpperCase() + word.slice(1) : word) + mark)
  }
  return words
}
