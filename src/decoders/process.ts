import { type ChildProcess, fork } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { messageOf, Unjudged } from '../errors.ts'
import { errorOf } from './failure.ts'
import type { Answer, Asked, Question, Verb } from './messages.ts'

/** A process that decodes pictures, one at a time. Nothing but its death stops a decoder. */
export interface DecoderProcess {
  readonly pid: number | undefined
  /** Settles when it has begun. @throws Unjudged where it cannot */
  readonly ready: Promise<void>
  /** @throws Refused, Unjudged, or whatever else the work there threw */
  ask<V extends Verb>(verb: V, about: Asked[V][0]): Promise<Asked[V][1]>
  isAlive(): boolean
  /** Whether it still works on something that was asked. */
  isBusy(): boolean
  /** Ends it at once; what was asked of it fails with the reason. */
  kill(why: Unjudged): void
  /** Keeps this process running for it, or lets it end without. */
  hold(isHeld: boolean): void
}

/** In ms: so long it may take to begin, on a machine that has much else to do. */
const START_MS = 20_000
/** What its own doing ends a process with. Other signals come from outside, and say nothing of the picture. */
const CRASHES: ReadonlySet<string> = new Set(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP', 'SIGSYS'])
/** What it needs of our environment to start and to find fonts. It sees no credentials. */
const PASSED = ['PATH', 'LD_LIBRARY_PATH', 'HOME', 'TMPDIR', 'SystemRoot', 'FONTCONFIG_PATH', 'FONTCONFIG_FILE']
/**
 * V8 counts pixels outside of its heap as its own growth, and would collect all of it at nearly every picture; its young
 * generation grows to 100 MB where pictures are small; and glibc keeps what each thread has freed (docs/performance.md).
 */
const FLAGS = ['--expose-gc', '--max-semi-space-size=4', '--max-old-space-size=256']
const ARENAS = { MALLOC_ARENA_MAX: '1' }

/** Beside this module, and of its kind: as TypeScript, as the package has it, or in a bundle. */
const CHILD = fileURLToPath(new URL(`child${extname(import.meta.url)}`, import.meta.url))

/** @param gone is told when it has ended, however it did */
export function startDecoder(gone: (decoder: DecoderProcess) => void): DecoderProcess {
  const child = forkChild()
  const begun = Promise.withResolvers<void>()
  const asked = new Map<number, PromiseWithResolvers<unknown>>()
  let count = 0
  let ended: Unjudged | null = null
  let hasBegun = false
  begun.promise.catch(() => {}) // whoever asks is told
  const late = setTimeout(() => kill(new Unjudged('time', false, 'the decoder takes too long to start')), START_MS)
  late.unref()

  function end(why: Unjudged): void {
    if (ended !== null) return
    ended = why
    clearTimeout(late)
    begun.reject(why)
    for (const { reject } of asked.values()) reject(why)
    asked.clear()
    gone(decoder)
  }

  function kill(why: Unjudged): void {
    end(why)
    child.kill('SIGKILL')
  }

  child.on('message', (answer: Answer) => {
    if ('ready' in answer) {
      clearTimeout(late)
      hasBegun = true
      begun.resolve()
      return
    }
    const waiting = asked.get(answer.id)
    asked.delete(answer.id)
    if ('failure' in answer) waiting?.reject(errorOf(answer.failure))
    else waiting?.resolve(answer.value)
  })
  child.on('error', () => end(new Unjudged('death', false, 'the decoder cannot be started')))
  child.once('exit', (code, signal) => {
    const { ending, wasFed, message } = deathOf(code, signal)
    end(new Unjudged(ending, wasFed && hasBegun, message)) // one that has not begun has seen no picture
  })

  const decoder: DecoderProcess = {
    pid: child.pid,
    ready: begun.promise,
    ask: <V extends Verb>(verb: V, about: Asked[V][0]) => {
      if (ended !== null) return Promise.reject(ended)
      const waiting = Promise.withResolvers<unknown>()
      asked.set(++count, waiting)
      try {
        child.send({ id: count, verb, about } satisfies Question<V>, () => {}) // a process that cannot be told has exited, which is heard
      } catch (error) {
        asked.delete(count) // no memory here for what is to be sent
        return Promise.reject(new Unjudged('memory', false, messageOf(error)))
      }
      return waiting.promise as Promise<Asked[V][1]> // oxlint-disable-line typescript/no-unsafe-type-assertion -- the child's table has the same types
    },
    isAlive: () => ended === null,
    isBusy: () => asked.size > 0,
    kill,
    hold: (isHeld) => hold(child, isHeld),
  }
  return decoder
}

/** @throws Unjudged: what the system has no memory for is thrown at once */
function forkChild(): ChildProcess {
  try {
    return fork(CHILD, {
      execArgv: FLAGS,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      env: { ...ARENAS, ...Object.fromEntries(PASSED.flatMap((name) => [[name, process.env[name]]])) },
    })
  } catch {
    throw new Unjudged('death', false, 'the decoder cannot be started')
  }
}

function deathOf(code: number | null, signal: NodeJS.Signals | null): Unjudged {
  const isOwn = signal === null || CRASHES.has(signal)
  return new Unjudged('death', isOwn, `the decoder crashed (${signal ?? `exit code ${code}`})`)
}

function hold(child: ChildProcess, isHeld: boolean): void {
  if (isHeld) {
    child.ref()
    child.channel?.ref()
  } else {
    child.unref()
    child.channel?.unref()
  }
}
