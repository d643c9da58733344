/** In minutes: what is longer ago does not count. */
const WINDOW = 10
/** So many, and one in so many of all, are a jump: a few broken files are in every collection. */
const MANY = 10
const ONE_IN = 5

/** Notices when more originals are refused than is usual: a limit that was set too low, a copy that broke, a decoder that is gone. */
export interface RefusalRate {
  /** An original was taken up: it was made something of, or was refused. */
  note(isRefused: boolean): void
  /** What somebody should know, for as long as that is so. */
  notes(): string[]
}

interface Minute {
  readonly number: number
  all: number
  refused: number
}

export function createRefusalRate(): RefusalRate {
  let minutes: Minute[] = []

  function recent(): Minute[] {
    const now = Math.floor(performance.now() / 60_000)
    minutes = minutes.filter(({ number }) => number > now - WINDOW)
    if (minutes.at(-1)?.number !== now) minutes.push({ number: now, all: 0, refused: 0 })
    return minutes
  }

  return {
    note(isRefused) {
      const minute = recent().at(-1)!
      minute.all += 1
      if (isRefused) minute.refused += 1
    },
    notes() {
      const known = recent()
      const all = known.reduce((sum, minute) => sum + minute.all, 0)
      const refused = known.reduce((sum, minute) => sum + minute.refused, 0)
      if (refused < MANY || refused * ONE_IN < all) return []
      return [`${refused} of ${all} originals of the last ${WINDOW} minutes were refused`]
    },
  }
}
