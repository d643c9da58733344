import type { Store } from '../../src/stores/store.ts'
import type { Actor, Time } from './time.ts'

export type Target = 'originals' | 'processed' | 'errors' | 'queue' | 'purge'

/** The next operation there throws: before it did anything, or after, as when the answer was lost on the way. */
export interface Fault {
  readonly target: Target
  readonly when: 'before' | 'after'
}

export interface Faults {
  pending: Fault[]
  /** Runs an operation as one step of an actor, with the fault that waits for it. */
  run<T>(actor: Actor, target: Target, what: string, operation: () => Promise<T>): Promise<T>
}

export function createFaults(time: Time): Faults {
  const faults: Faults = {
    pending: [],
    async run(actor, target, what, operation) {
      await time.step(actor, `${target} ${what}`)
      const fault = faults.pending.find((one) => one.target === target)
      if (fault !== undefined) faults.pending = faults.pending.filter((one) => one !== fault)
      if (fault?.when === 'before') throw new Error(`${target} does not answer`)
      const result = await operation()
      if (fault?.when === 'after') throw new Error(`the answer of ${target} was lost`)
      return result
    },
  }
  return faults
}

/** A store each of whose operations is a step of the actor's. */
export function stepping(store: Store, actor: Actor, target: Target, faults: Faults): Store {
  return {
    head: (key) => faults.run(actor, target, `head ${key}`, () => store.head(key)),
    get: (key) => faults.run(actor, target, `get ${key}`, () => store.get(key)),
    put: (key, object, only) => faults.run(actor, target, `put ${key}`, () => store.put(key, object, only)),
    delete: (key, etag) => faults.run(actor, target, `delete ${key}`, () => store.delete(key, etag)),
    answers: () => faults.run(actor, target, 'answers', () => store.answers()),
    list: (options) => store.list(options),
  }
}
