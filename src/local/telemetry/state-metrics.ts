import { Gauge, type Registry } from 'prom-client'
import type { SemaphoreState } from '../../core/semaphore.ts'
import type { QueueState } from '../work/queue.ts'

/** What waits: originals that are to be looked at, and requests for what is to be made. */
export interface ServerState {
  readonly queue: QueueState
  readonly requests: SemaphoreState
}

/** Adds what waits to the metrics. It is asked for when somebody looks, not kept up to date. */
export function watchState(state: () => ServerState, registry: Registry): void {
  gauge(
    'sizewright_queue_keys',
    'Originals that are to be looked at: waiting, running, or failed and waiting for another try.',
    ['state'],
    (set) => {
      const { waiting, running, failed } = state().queue
      for (const [name, count] of Object.entries({ waiting, running, failed })) set.set({ state: name }, count)
    },
  )
  gauge('sizewright_queue_oldest_seconds', 'Since when the oldest of them is to be looked at.', [], (set) => {
    set.set(state().queue.oldest / 1000)
  })
  gauge(
    'sizewright_gate_requests',
    'Requests for what is to be made: inside, where it is made, or waiting for that.',
    ['state'],
    (set) => {
      for (const [name, count] of Object.entries(state().requests)) set.set({ state: name }, count)
    },
  )

  function gauge(name: string, help: string, labelNames: string[], ask: (set: Gauge) => void): void {
    const made: Gauge = new Gauge({ name, help, labelNames, registers: [registry], collect: () => ask(made) })
  }
}
