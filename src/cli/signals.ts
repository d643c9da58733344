import { constants } from 'node:os'

type StopSignal = 'SIGINT' | 'SIGTERM'

interface StopOptions {
  /** In ms: a signal that follows the first one sooner is the same request, which reached the process twice. */
  readonly twiceMs?: number
  /** The exit code after the second request; by default that of a process which the signal has killed. */
  readonly exitCode?: number
}

/** The requests to stop that have come or may come. */
interface StopRequests {
  isAsked(): boolean
  /** Does what the signal would do. */
  ask(signal: StopSignal): void
  /** Stops listening: the signals end the process again. */
  close(): void
}

/**
 * Listens for signals: at the first one the work is wound up, and the second one ends the process, for whoever asks
 * twice does not want to wait.
 *
 * @param stop winds up the work; `exitCode` is that of a process which the signal has killed
 */
export function onStopSignals(
  signals: readonly StopSignal[],
  stop: (signal: StopSignal, exitCode: number) => void,
  { twiceMs = 0, exitCode }: StopOptions = {},
): StopRequests {
  let askedAt: number | null = null

  function ask(signal: StopSignal): void {
    const now = performance.now()
    const killed = 128 + constants.signals[signal]
    if (askedAt === null) {
      askedAt = now
      stop(signal, killed)
    } else if (now - askedAt >= twiceMs) process.exit(exitCode ?? killed)
  }

  for (const signal of signals) process.on(signal, ask)
  return {
    isAsked: () => askedAt !== null,
    ask,
    close() {
      for (const signal of signals) process.off(signal, ask)
    },
  }
}
