import type { Scheduler } from 'fast-check'

/** Somebody whose work can be cut short between any two steps, as a process that is killed. */
export interface Actor {
  readonly name: string
  isAlive: boolean
  /** How many steps he does before he is held up. */
  stallsAfter: number
  /** For how many turns he is held up then: long enough for another to do all of his work meanwhile. */
  readonly stallsFor: number
}

/** Where somebody is held up; without it nowhere. */
export type Stall = Pick<Actor, 'stallsAfter' | 'stallsFor'>

export function createActor(name: string, { stallsAfter, stallsFor }: Stall = { stallsAfter: 0, stallsFor: 0 }): Actor {
  return { name, isAlive: true, stallsAfter, stallsFor }
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
      const turns = actor.stallsAfter === 0 ? 1 + actor.stallsFor : 1
      actor.stallsAfter -= 1
      for (let turn = 0; turn < turns; turn += 1) {
        await scheduler.schedule(Promise.resolve(), `${actor.name}: ${what}`)
      }
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
