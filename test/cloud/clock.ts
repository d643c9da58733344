/** Time that passes only when a test says so: four minutes are over at once, and nothing is due by chance. */
export interface Clock {
  /** In ms since 1970. */
  now(): number
  /** Moves on to a time, which must not lie in the past. */
  moveTo(time: number): void
  /** Returns when that time has come. */
  until(time: number): Promise<void>
  /** When the next of those that wait is due; `Infinity` when nobody waits. */
  nextDue(): number
}

const START = Date.UTC(2026, 10, 25, 12)

export function createClock(): Clock {
  let now = START
  let waiting: { readonly time: number; readonly wake: () => void }[] = []
  return {
    now: () => now,
    moveTo(time) {
      if (time < now) throw new RangeError('time does not run backwards')
      now = time
      const due = waiting.filter((one) => one.time <= now)
      waiting = waiting.filter((one) => one.time > now)
      for (const { wake } of due) wake()
    },
    until(time) {
      return time <= now
        ? Promise.resolve()
        : new Promise((wake) => {
            waiting.push({ time, wake })
          })
    },
    nextDue: () => Math.min(...waiting.map(({ time }) => time)),
  }
}
