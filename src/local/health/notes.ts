import { messageOf } from '../../errors.ts'

/** Knows which originals could not be seen when they were last looked through: folders that may not be read, mostly. */
export interface BlindSpots {
  /**
   * All originals were looked through.
   *
   * @param unknown how the keys begin of which nothing is known, and why
   */
  looked(unknown: ReadonlyMap<string, unknown>): void
  /** What somebody who looks at the service should know, without the folders' names. */
  notes(): string[]
}

/** @param report is told of each folder once, and again where it could be seen meanwhile */
export function createBlindSpots(report: (fault: unknown) => void): BlindSpots {
  let known: ReadonlyMap<string, unknown> = new Map()
  return {
    looked(unknown) {
      for (const [prefix, fault] of unknown) if (!known.has(prefix)) report(faultOf(prefix, fault))
      known = unknown
    },
    notes: () =>
      known.size === 0
        ? []
        : [`of the originals ${known.size} ${known.size === 1 ? 'folder' : 'folders'} cannot be read`],
  }
}

function faultOf(prefix: string, fault: unknown): Error {
  const why = messageOf(fault)
  return new Error(`${prefix} among the originals cannot be seen, and what was made of it stays as it is: ${why}`)
}

/** What is longer ago does not count, in minutes. */
const WINDOW = 10
/** So many are a jump, if they are one in so many of all: there are a few broken files in every collection. */
const MANY = 10
const ONE_IN = 5

/**
 * A sliding window over what became of originals. It notices when more are refused than is usual: a limit was set too low, a
 * copy broke, a decoder is gone.
 */
export interface RefusalRate {
  /** An original was taken up: something was made of it, or it was refused. */
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
