/** Knows which originals are archived while something of them is missing or outdated. */
export interface WaitingOriginals {
  /** An original was looked at. */
  note(key: string, isWaiting: boolean): void
  /** What somebody should know who looks at the service. */
  notes(): string[]
}

/** @param tell is told of the first one, and not of those that follow: a lifecycle archives thousands at a time */
export function createWaitingOriginals(tell: (message: string, key: string) => void): WaitingOriginals {
  const waiting = new Set<string>()
  return {
    note(key, isWaiting) {
      if (isWaiting && waiting.size === 0) {
        tell(
          'it is archived, and what is missing or outdated of it waits until it is restored (/healthz counts more)',
          key,
        )
      }
      if (isWaiting) waiting.add(key)
      else waiting.delete(key)
    },
    notes() {
      if (waiting.size === 0) return []
      const originals = waiting.size === 1 ? '1 original is' : `${waiting.size} originals are`
      return [`${originals} archived, and what is missing or outdated waits until that is restored`]
    },
  }
}
