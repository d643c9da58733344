import type { Scheduler } from 'fast-check'

/** Somebody whose work can be cut short between any two steps, as a process that is killed. */
export interface Actor {
  readonly name: string
  isAlive: boolean
}

/** Decides who does the next step, and what time it is. */
export interface Time {
  /** In ms. Moves only when nobody is at work, as every writer is dead long before the next thing is due. */
  now: number
  /** Waits for one's turn; never returns to the dead. */
  step(actor: Actor, what: string): Promise<void>
  /** Returns when nobody has anything to do. */
  quiet(): Promise<void>
}

export function createTime(scheduler: Scheduler): Time {
  return {
    now: 0,
    async step(actor, what) {
      await scheduler.schedule(Promise.resolve(), `${actor.name}: ${what}`)
      if (!actor.isAlive) await new Promise(() => {})
    },
    async quiet() {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve)) // all that follows from the last step has happened
        if (scheduler.count() === 0) return
        await scheduler.waitNext(1)
      }
    },
  }
}
