import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { Refused } from '../errors.ts'
import { type Answer, type Question, work } from './svg-worker.ts'

/** In ms, for each answer. */
const PATIENCE = 10_000
/** In ms: so long a process waits to be asked again. */
const IDLE = 5000

/** A process that draws one SVG. A thread would not do: nothing but its death stops librsvg. */
export interface SvgProcess {
  /** @throws Refused where it cannot be drawn, or not within ten seconds */
  ask(question: Question): Promise<Exclude<Answer, { refused: string }>>
  isAlive(): boolean
  end(): void
}

export function startSvgProcess(patience = PATIENCE): SvgProcess {
  const sharp = createRequire(import.meta.url).resolve('sharp')
  const child = spawn(process.execPath, ['--max-old-space-size=64', '-e', `(${work.toString()})(require)`, sharp], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    env: {}, // it sees no credentials
  })
  let isAlive = true
  child.once('exit', () => (isAlive = false))
  child.on('error', () => (isAlive = false))
  let idle: NodeJS.Timeout | undefined

  function end(): void {
    isAlive = false
    clearTimeout(idle)
    child.kill('SIGKILL')
  }

  return {
    end,
    isAlive: () => isAlive,
    async ask(question) {
      clearTimeout(idle)
      child.ref()
      const answer = await answerOf(child, question, patience)
      if (answer === null || 'refused' in answer) {
        end()
        throw answer === null
          ? new Refused('unsupported', `the drawing takes longer than ${patience / 1000} s to draw`)
          : new Refused('damaged', 'the drawing is damaged and cannot be drawn')
      }
      child.unref()
      child.channel?.unref()
      idle = setTimeout(end, IDLE).unref()
      return answer
    },
  }
}

/** `null` where none comes in time. */
function answerOf(child: ChildProcess, question: Question, patience: number): Promise<Answer | null> {
  return new Promise((resolve) => {
    function settle(answer: Answer | null): void {
      clearTimeout(timer)
      child.off('message', settle).off('exit', died).off('error', died)
      resolve(answer)
    }
    const died = () => settle({ refused: 'the process died' })
    const timer = setTimeout(() => settle(null), patience)
    child.on('message', settle).on('exit', died).on('error', died)
    child.channel?.ref()
    child.send(question, (error) => {
      if (error !== null) died()
    })
  })
}
