import { constants } from 'node:os'
import { printable } from '../printable.ts'
import { messageOf } from '../errors.ts'

/** Whoever asks twice does not want to wait. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Has something done before the process ends by a signal. Returns what ends that. */
export function beforeStop(work: () => Promise<void>): () => void {
  const listeners = SIGNALS.map((signal) => {
    const stop = () => {
      const code = 128 + constants.signals[signal]
      process.once(signal, () => process.exit(code))
      work().then(
        () => process.exit(code),
        (error: unknown) => {
          console.error(printable(`sizewright check: ${messageOf(error)}`))
          process.exit(code)
        },
      )
    }
    process.once(signal, stop)
    return { signal, stop }
  })
  return () => {
    for (const { signal, stop } of listeners) process.off(signal, stop)
  }
}
