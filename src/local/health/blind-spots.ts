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
