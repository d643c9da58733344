import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { listen, readBody } from '../http.ts'

const HOST = new URL('./host.ts', import.meta.url).pathname

/** What a function answers to one event. */
export interface Invocation {
  /** Settles with a streamed answer when its first bytes come, or with the whole of another one. */
  readonly answer: Promise<IncomingMessage | string>
  /** Settles when the process would take the next event; fails where it failed, timed out or died. */
  readonly over: Promise<void>
}

export interface FunctionProcess {
  readonly pid: number
  /** Settles when it has ended, with its exit code or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>
  readonly isBusy: () => boolean
  readonly isDead: () => boolean
  invoke(event: unknown): Invocation
  kill(): void
}

export interface ProcessOptions {
  readonly arn: string
  readonly environment: Readonly<Record<string, string>>
  readonly timeoutSeconds: number
  readonly log: (line: string) => void
  /** The script in place of the runtime client. */
  readonly host?: string
}

interface Current {
  readonly id: string
  readonly event: string
  readonly answer: PromiseWithResolvers<IncomingMessage | string>
  readonly over: PromiseWithResolvers<void>
  isHanded: boolean
  /** Whether all of its answer has come, or what it failed with. */
  isAnswered: boolean
  failure: Error | null
}

/**
 * One process of a function, spoken to by the runtime API. As in Lambda it takes one event at a time, is killed when one
 * takes too long, and is frozen while it has none: whatever it left undone stays so.
 */
export async function startProcess({
  arn,
  environment,
  timeoutSeconds,
  log,
  host = HOST,
}: ProcessOptions): Promise<FunctionProcess> {
  let current: Current | null = null
  let asking: ServerResponse | null = null
  let isDead = false
  const api = await listen(async (request, response) => {
    const path = request.url?.replace('/2018-06-01/runtime/', '') ?? ''
    if (path === 'invocation/next') return takeNext(response)
    if (path.endsWith('/response')) await takeAnswer(request)
    else fail(new Error((await readBody(request)).toString()))
    response.writeHead(202).end()
    if (current !== null) current.isAnswered = true
    goOn()
  })
  const child = spawn(process.execPath, [host], {
    env: { ...environment, AWS_LAMBDA_RUNTIME_API: new URL(api.endpoint).host },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = Promise.withResolvers<number | NodeJS.Signals | null>()
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  for (const output of [child.stdout, child.stderr]) readLines(output, log)
  child.once('exit', (code, signal) => {
    isDead = true
    api.close()
    process.off('exit', kill)
    fail(new Error(`the process ended with ${signal ?? code}`))
    finish()
    ended.resolve(signal ?? code)
  })

  function takeNext(response: ServerResponse): void {
    asking = response
    goOn()
  }

  /** Where an answer broke off, Lambda's own client asks for the next event before it has sent why. */
  function goOn(): void {
    if (asking === null) return
    if (current?.isHanded === true && current.isAnswered) finish()
    if (current === null) child.kill('SIGSTOP')
    else if (!current.isHanded) hand()
  }

  function hand(): void {
    if (asking === null || current === null) return
    asking.writeHead(200, {
      'Content-Type': 'application/json', // without which Lambda's own client crashes
      'Lambda-Runtime-Aws-Request-Id': current.id,
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + timeoutSeconds * 1000),
      'Lambda-Runtime-Invoked-Function-Arn': arn,
    })
    asking.end(current.event)
    asking = null
    current.isHanded = true
    child.kill('SIGCONT')
  }

  async function takeAnswer(request: IncomingMessage): Promise<void> {
    if (request.headers['lambda-runtime-function-response-mode'] !== 'streaming') {
      current?.answer.resolve((await readBody(request)).toString())
      return
    }
    current?.answer.resolve(request)
    await new Promise((resolve) => request.once('close', resolve))
    const error = request.trailers['lambda-runtime-function-error-type']
    if (error !== undefined) fail(new Error(`the answer broke off: ${error}`))
  }

  function fail(error: Error): void {
    if (current !== null) current.failure ??= error
  }

  function finish(): void {
    if (current === null) return
    const { answer, over, failure } = current
    current = null
    if (failure === null) return over.resolve()
    answer.reject(failure)
    over.reject(failure)
  }

  return {
    pid: child.pid ?? 0,
    ended: ended.promise,
    isBusy: () => current !== null,
    isDead: () => isDead,
    invoke(event) {
      const answer = Promise.withResolvers<IncomingMessage | string>()
      const over = Promise.withResolvers<void>()
      answer.promise.catch(() => {})
      current = {
        id: randomUUID(),
        event: JSON.stringify(event),
        answer,
        over,
        isHanded: false,
        isAnswered: false,
        failure: null,
      }
      const timer = setTimeout(() => {
        fail(new Error(`Task timed out after ${timeoutSeconds} seconds`))
        kill()
      }, timeoutSeconds * 1000)
      const stopWatch = () => clearTimeout(timer)
      over.promise.then(stopWatch, stopWatch)
      hand()
      return { answer: answer.promise, over: over.promise }
    },
    kill,
  }
}

function readLines(output: ChildProcess['stdout'], log: (line: string) => void): void {
  let rest = ''
  output?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    lines.forEach(log)
  })
}
