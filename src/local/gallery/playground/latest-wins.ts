import { Busy } from '../../../errors.ts'

/** Lets one in at a time. Of those that wait only the latest counts: who waited before is turned away when another one comes. */
export interface LatestWins {
  /** Returns when it is the caller's turn, with what ends it. @throws Busy where a later one has taken the caller's place */
  take(): Promise<() => void>
}

/** A mutex with one place to wait, which who comes last takes: nobody wants to see what they had in mind before. */
export function createLatestWins(): LatestWins {
  let isTaken = false
  let waiting: { readonly proceed: () => void; readonly giveWay: () => void } | null = null

  function release(): void {
    const next = waiting
    waiting = null
    if (next === null) isTaken = false
    else next.proceed()
  }

  return {
    async take() {
      if (isTaken) {
        waiting?.giveWay()
        await new Promise<void>((resolve, reject) => {
          waiting = { proceed: resolve, giveWay: () => reject(new Busy()) }
        })
      }
      isTaken = true
      let isHeld = true
      return () => {
        if (isHeld) release()
        isHeld = false
      }
    },
  }
}
