import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { Refused } from '../errors.ts'
import { type Answer, HEAVY, type Question, work } from './svg-worker.ts'

/** In ms, for all answers about one drawing. */
const PATIENCE = 8_000
/** In ms: so long a process waits to be asked again. */
const IDLE = 5000
/** In ms: so long a process may take to load Sharp. */
const START = 20_000
/** In bytes, of the whole process: a map of a hundred thousand shapes takes 300 MB, a page of filters as much as there is. */
const MEMORY = 512 * 1024 * 1024
/** What its own doing kills a process with. Others come from outside, and say nothing of the drawing. */
const CRASHES = new Set(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP', 'SIGSYS'])
/** What a process needs of ours to start and to find fonts. It sees no credentials. */
const PASSED = ['PATH', 'LD_LIBRARY_PATH', 'HOME', 'TMPDIR', 'SystemRoot', 'FONTCONFIG_PATH', 'FONTCONFIG_FILE']

/** A process that draws one SVG. A thread would not do: nothing but its death stops librsvg. */
export interface SvgProcess {
  /**
   * @throws Refused where it cannot be drawn, or not within eight seconds and half a gigabyte
   * @throws Error where the process cannot be started, or is killed from outside
   */
  ask(question: Question): Promise<Exclude<Answer, { refused: string }>>
  isAlive(): boolean
  end(): void
  readonly pid: number | undefined
}

export function startSvgProcess(patience = PATIENCE, memory = MEMORY): SvgProcess {
  const sharp = createRequire(import.meta.url).resolve('sharp')
  const script = `(${work.toString()})(require)`
  const child = spawn(process.execPath, ['--max-old-space-size=64', '-e', script, sharp, String(memory)], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    env: Object.fromEntries(PASSED.flatMap((name) => [[name, process.env[name]]])),
  })
  let isAlive = true
  child.once('exit', () => (isAlive = false))
  child.on('error', () => (isAlive = false))
  const ready = next(child, START)
  let idle: NodeJS.Timeout | undefined
  let left = patience

  function end(): void {
    isAlive = false
    clearTimeout(idle)
    child.kill('SIGKILL')
  }

  async function answerTo(question: Question): Promise<Message> {
    if (!('answer' in (await ready))) throw new Error('the process that draws cannot be started')
    const begun = performance.now()
    const answer = next(child, left)
    child.send(question, () => {}) // a process that cannot be told has exited, which is heard
    return answer.finally(() => (left -= performance.now() - begun))
  }

  return {
    pid: child.pid,
    end,
    isAlive: () => isAlive,
    async ask(question) {
      clearTimeout(idle)
      child.ref()
      child.channel?.ref()
      try {
        const answer = accept(await answerTo(question), patience, memory)
        child.unref()
        child.channel?.unref()
        idle = setTimeout(end, IDLE).unref()
        return answer
      } catch (error) {
        end()
        throw error
      }
    },
  }
}

type Message = { readonly answer: Answer } | { readonly late: true } | { readonly died: string }

/** The next thing that a process says, or that it never will. */
function next(child: ChildProcess, patience: number): Promise<Message> {
  return new Promise((resolve) => {
    function settle(message: Message): void {
      clearTimeout(timer)
      child.off('message', heard).off('exit', died).off('error', failed)
      resolve(message)
    }
    const heard = (answer: Answer) => settle({ answer })
    const died = (code: number | null, signal: string | null) => settle({ died: signal ?? `code ${code}` })
    const failed = (error: Error) => settle({ died: error.message })
    const timer = setTimeout(() => settle({ late: true }), Math.max(0, patience))
    child.on('message', heard).on('exit', died).on('error', failed)
    if (child.exitCode !== null || child.signalCode !== null) died(child.exitCode, child.signalCode)
  })
}

function accept(message: Message, patience: number, memory: number): Exclude<Answer, { refused: string }> {
  if ('late' in message) {
    throw new Refused('unsupported', `the drawing takes longer than ${patience / 1000} s to draw`)
  }
  if ('answer' in message && !('refused' in message.answer)) return message.answer
  if (!('died' in message) || message.died.startsWith('code ') || CRASHES.has(message.died)) {
    throw new Refused('damaged', 'the drawing is damaged and cannot be drawn')
  }
  if (message.died === HEAVY) {
    throw new Refused('unsupported', `the drawing takes more than ${memory / 2 ** 20} MB of memory to draw`)
  }
  throw new Error(`the process that draws was ended: ${message.died}`)
}
