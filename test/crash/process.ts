import { type ChildProcess, spawn } from 'node:child_process'
import { onTestFinished } from 'vitest'

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname

/** A service that may be killed at any moment, also before it serves. */
export interface Mortal {
  readonly pid: number | undefined
  /** Where it serves; `null` when it died before. */
  readonly url: Promise<string | null>
  /** What it has printed so far. */
  readonly output: () => string
  readonly isAlive: () => boolean
  /** Sends the signal and waits for the end; returns the exit code, or the signal that it died of. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | NodeJS.Signals | null>
}

interface Upbringing {
  /** A command that starts the one that follows it, as `setpriv` does; none by default. */
  readonly by?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export function bear(args: readonly string[], { by = [], env = {} }: Upbringing = {}): Mortal {
  const [command = process.execPath, ...before]: string[] = [...by, process.execPath]
  const child = spawn(command, [...before, MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  let text = ''
  child.stdout.on('data', (chunk) => (text += String(chunk)))
  child.stderr.on('data', (chunk) => (text += String(chunk)))
  onTestFinished(() => void child.kill('SIGKILL'))
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const url = new Promise<string | null>((resolve) => {
    child.stdout.on('data', () => {
      const line = /^sizewright: (http:\S+)$/m.exec(text)
      if (line?.[1] !== undefined) resolve(line[1])
    })
    child.once('close', () => resolve(null))
  })
  return {
    pid: child.pid,
    url,
    output: () => text,
    isAlive: () => isAlive(child),
    end: async (signal) => {
      child.kill(signal)
      await closed
      return child.exitCode ?? child.signalCode
    },
  }
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}
