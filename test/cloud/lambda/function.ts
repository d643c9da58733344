import type { Readable } from 'node:stream'
import { type FunctionProcess, type Invocation, startProcess } from './process.ts'

export interface FunctionOptions {
  readonly name: string
  readonly arn: string
  /** The folder that holds the unpacked asset. */
  readonly root: string
  /** The name of the handler, as in `index.handler`. */
  readonly handler: string
  readonly memoryMegabytes: number
  readonly timeoutSeconds: number
  /** How many processes there may be at once. */
  readonly concurrency: number
  readonly environment: Readonly<Record<string, string>>
  /** The script in place of the runtime client. */
  readonly host?: string
}

/** An event that a function was given. */
interface Given {
  readonly event: unknown
  /** How long it was worked on, in ms; `undefined` while it is. */
  ms?: number
}

/** More events at once than the function may have processes. */
export class Throttled extends Error {
  override name = 'Throttled'
}

/** A function: processes that are started when they are needed, and kept. */
export interface LambdaFunction extends FunctionOptions {
  /** @throws Throttled */
  invoke(event: unknown): Promise<Invocation>
  /** How many events are being worked on. */
  busy(): number
  /** Settles when those that are being worked on now are done. */
  idle(): Promise<void>
  /** Every event, the oldest first. */
  readonly given: readonly Given[]
  /** What it has printed, a line each. */
  readonly logs: readonly string[]
  /** Ends the processes that are at work, as a crash of the machine does. */
  crash(): void
  close(): void
}

export function createFunction(options: FunctionOptions): LambdaFunction {
  const logs: string[] = []
  const given: Given[] = []
  const processes = new Set<FunctionProcess>()
  const running = new Set<Promise<void>>()

  let starting = 0

  async function start(): Promise<FunctionProcess> {
    if (processes.size + starting >= options.concurrency) throw new Throttled(`Rate Exceeded: ${options.name}`)
    starting += 1
    try {
      const log = (line: string) => void logs.push(line)
      return await startProcess({ ...options, environment: environmentOf(options), log })
    } finally {
      starting -= 1
    }
  }

  /** Nobody else may find the process idle between the two steps, so there is no `await` between them. */
  async function begin(event: unknown): Promise<Invocation> {
    for (const one of processes) if (one.isDead()) processes.delete(one)
    const idle = [...processes].find((one) => !one.isBusy())
    if (idle !== undefined) return idle.invoke(event)
    const started = await start()
    processes.add(started)
    return started.invoke(event)
  }

  return {
    ...options,
    logs,
    given,
    async invoke(event) {
      const invocation = await begin(event)
      const one: Given = { event }
      const begun = performance.now()
      given.push(one)
      const done = invocation.over
        .catch(() => {})
        .finally(() => {
          one.ms = performance.now() - begun
          running.delete(done)
        })
      running.add(done)
      return invocation
    },
    busy: () => running.size,
    async idle() {
      await Promise.all(running)
    },
    crash: () => {
      for (const one of processes) if (one.isBusy()) one.kill()
    },
    close: () => {
      for (const one of processes) one.kill()
    },
  }
}

/** Waits for the whole of an answer that is not streamed, and for the end of the invocation. */
export async function resultOf({ answer, over }: Invocation): Promise<unknown> {
  const payload: Readable | string = await answer
  await over
  if (typeof payload !== 'string') throw new Error('it streams its answer')
  return JSON.parse(payload)
}

/** What Lambda itself sets beside what the function's owner has set. */
export function environmentOf({
  name,
  root,
  handler,
  memoryMegabytes,
  environment,
}: FunctionOptions): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    LANG: 'en_US.UTF-8',
    LAMBDA_TASK_ROOT: root,
    _HANDLER: handler,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/28/[$LATEST]0123456789abcdef0123456789abcdef',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    TZ: ':UTC',
    ...environment,
  }
}
