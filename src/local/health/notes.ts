import { messageOf } from '../../errors.ts'

/** What of the originals could not be seen when they were last looked through: folders that may not be read, mostly. */
export interface BlindSpots {
  /** @param unknown how the keys begin of which nothing is known, and why */
  looked(unknown: ReadonlyMap<string, unknown>): void
  /** What somebody should know who looks at the service, without the folders' names. */
  notes(): string[]
}

/** @param report is told of each once, and again when it could be seen meanwhile */
export function createBlindSpots(report: (fault: unknown) => void): BlindSpots {
  let known: ReadonlyMap<string, unknown> = new Map()
  return {
    looked(unknown) {
      for (const [prefix, fault] of unknown) if (!known.has(prefix)) report(describe(prefix, fault))
      known = unknown
    },
    notes: () =>
      known.size === 0
        ? []
        : [`of the originals ${known.size} ${known.size === 1 ? 'folder' : 'folders'} cannot be read`],
  }
}

function describe(prefix: string, fault: unknown): Error {
  const why = messageOf(fault)
  return new Error(`${prefix} among the originals cannot be seen, and what was made of it stays as it is: ${why}`)
}

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
