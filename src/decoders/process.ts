import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { messageOf, Unjudged } from '../errors.ts'
import { fontVariables } from '../image/fonts/fonts.ts'
import { type DecoderCall, deserializeError, type Method, type Methods, type DecoderReply } from './messages.ts'

/** A child process that decodes pictures, one at a time. Nothing but its death stops a decoder. */
export interface DecoderProcess {
  /** Settles when the process has begun. @throws Unjudged where it cannot */
  readonly ready: Promise<void>
  /** Calls a procedure in the process. @throws Refused, Unjudged, or whatever else was thrown there */
  call<M extends Method>(method: M, params: Methods[M][0]): Promise<Methods[M][1]>
  isAlive(): boolean
  /** Whether a call has not been answered yet. */
  isBusy(): boolean
  /** What it has used so far; `null` where that cannot be told, or it has ended. */
  usage(): Usage | null
  /** Ends the process at once; the calls to it fail with the reason. */
  kill(why: Unjudged): void
  /** Whether our own process is to keep running for this one. */
  hold(isHeld: boolean): void
}

/** How long a process may take to begin, in ms, on a machine that has much else to do. */
const START_MS = 20_000
/** Signals that end a process for what it did itself. Others come from outside, and say nothing of the picture. */
const CRASHES: ReadonlySet<string> = new Set(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP', 'SIGSYS'])
/** The variables of our environment that a decoder needs to start and to find fonts. It sees no credentials. */
const PASSED = [
  'PATH',
  'LD_LIBRARY_PATH',
  'HOME',
  'TMPDIR',
  'XDG_CACHE_HOME',
  'SystemRoot',
  'FONTCONFIG_PATH',
  'FONTCONFIG_FILE',
]
/**
 * V8 counts pixels outside of its heap as its own growth, and would collect all of it at nearly every picture; its young
 * generation grows to 100 MB where pictures are small; and glibc keeps what each thread has freed (docs/performance.md).
 */
const FLAGS = ['--expose-gc', '--max-semi-space-size=4', '--max-old-space-size=256']
const ARENAS = { MALLOC_ARENA_MAX: '1' }

/** The child's module lies beside this one, and is of its kind: as TypeScript, as the package has it, or in a bundle. */
const CHILD = fileURLToPath(new URL(`child${extname(import.meta.url)}`, import.meta.url))

/**
 * Starts a decoder, which can be called when it is ready.
 *
 * @param gone is told when it has ended, however it did
 * @param fonts the folder of those that the configuration adds
 * @throws Unjudged where the system has no memory for it
 */
export function startDecoder(gone: (decoder: DecoderProcess) => void, fonts?: string): DecoderProcess {
  const child = forkChild(fonts)
  const begun = Promise.withResolvers<void>()
  const calls = new Map<number, PromiseWithResolvers<unknown>>()
  let count = 0
  let ended: Unjudged | null = null
  let hasBegun = false
  begun.promise.catch(() => {}) // whoever calls is told
  const late = setTimeout(() => kill(new Unjudged('time', false, 'the decoder takes too long to start')), START_MS)
  late.unref()

  function end(why: Unjudged): void {
    if (ended !== null) return
    ended = why
    clearTimeout(late)
    begun.reject(why)
    for (const { reject } of calls.values()) reject(why)
    calls.clear()
    gone(decoder)
  }

  function kill(why: Unjudged): void {
    end(why)
    child.kill('SIGKILL')
  }

  child.on('message', (reply: DecoderReply) => {
    if ('ready' in reply) {
      clearTimeout(late)
      hasBegun = true
      begun.resolve()
      return
    }
    const waiting = calls.get(reply.id)
    calls.delete(reply.id)
    if ('error' in reply) waiting?.reject(deserializeError(reply.error))
    else waiting?.resolve(reply.result)
  })
  child.on('error', () => end(new Unjudged('death', false, 'the decoder cannot be started')))
  child.once('exit', (code, signal) => {
    const { ending, wasFed, message } = deathOf(code, signal)
    end(new Unjudged(ending, wasFed && hasBegun, message)) // one that has not begun has seen no picture
  })

  const decoder: DecoderProcess = {
    ready: begun.promise,
    call: <M extends Method>(method: M, params: Methods[M][0]) => {
      if (ended !== null) return Promise.reject(ended)
      const waiting = Promise.withResolvers<unknown>()
      calls.set(++count, waiting)
      try {
        child.send({ id: count, method, params } satisfies DecoderCall<M>, () => {}) // a process that cannot be told has exited, which is heard
      } catch (error) {
        calls.delete(count) // no memory here for what is to be sent
        return Promise.reject(new Unjudged('memory', false, messageOf(error)))
      }
      return waiting.promise as Promise<Methods[M][1]> // oxlint-disable-line typescript/no-unsafe-type-assertion -- the child's table has the same types
    },
    isAlive: () => ended === null,
    isBusy: () => calls.size > 0,
    usage: () => (child.pid === undefined ? null : usageOf(child.pid)),
    kill,
    hold: (isHeld) => hold(child, isHeld),
  }
  return decoder
}

/** @throws Unjudged: what the system has no memory for is thrown at once */
function forkChild(fonts: string | undefined): ChildProcess {
  const passed = Object.fromEntries(PASSED.flatMap((name) => [[name, process.env[name]]]))
  try {
    return fork(CHILD, {
      execArgv: FLAGS,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      env: { ...ARENAS, ...passed, ...fontVariables(fonts) },
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

/** What a process has used, as the system counts it. */
interface Usage {
  /** CPU time in ms since it began, of all its threads, in the steps of 10 ms in which Linux tells. */
  readonly cpuMs: number
  /** How many bytes it has in memory now. */
  readonly memory: number
}

/** The clock ticks per second in what Linux tells to programs, whatever its own clock does: proc(5), sysconf(_SC_CLK_TCK). */
const TICKS = 100

/** Reads what a process has used; `null` where it is gone, or the system does not tell: elsewhere than on Linux. */
export function usageOf(pid: number): Usage | null {
  try {
    // The name, in parentheses, may hold anything: proc_pid_stat(5).
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ') // from the third field on
    const [user, system] = [Number(fields[11]), Number(fields[12])]
    const [, kilobytes = ''] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? []
    return { cpuMs: ((user + system) * 1000) / TICKS, memory: Number(kilobytes) * 1024 }
  } catch {
    return null
  }
}
