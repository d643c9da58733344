import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LambdaFunctionURLEvent, StreamifyHandler } from 'aws-lambda'
import { errorAnswer } from '../core/answers.ts'
import { requestOf } from './request.ts'
import type { Telemetry } from './telemetry.ts'

/** In ms. */
const FLUSH_MS = 500

/** Takes work that begins when the answer is out, and never throws. */
export type Later = (work: () => Promise<void>) => void

export interface App {
  fetch(request: Request): Response | Promise<Response>
}

/**
 * Streams what an app answers, then does the work that it has left for later, all in one invocation: the client has its
 * picture by then, but whatever is still being done when an invocation ends is stopped.
 *
 * @param create makes the app
 * @param here a process that is spent is ended when all is done
 */
export function answerFirst(
  create: (later: Later) => App,
  telemetry: Pick<Telemetry, 'during' | 'fault'>,
  here: { isSpent(): boolean } = { isSpent: () => false },
): StreamifyHandler<LambdaFunctionURLEvent, void> {
  const pending: (() => Promise<void>)[] = []
  const app = create((work) => pending.push(work))

  async function answer(event: LambdaFunctionURLEvent): Promise<Response> {
    try {
      return await app.fetch(requestOf(event))
    } catch (fault) {
      telemetry.fault(fault) // Hono lets through what is thrown and is no Error
      return errorAnswer(fault)
    }
  }

  async function answerThenWork(event: LambdaFunctionURLEvent, stream: awslambda.HttpResponseStream): Promise<void> {
    try {
      await send(await answer(event), stream)
    } finally {
      await Promise.all(pending.splice(0).map((work) => work()))
      if (here.isSpent()) await endProcess()
    }
  }

  return awslambda.streamifyResponse((event, stream, context) =>
    telemetry.during(context, () => answerThenWork(event, stream), { path: event.rawPath }),
  )
}

/** Lambda begins another one. The answer has left the runtime's client by then. */
async function endProcess(): Promise<void> {
  await sleep(FLUSH_MS)
  process.exit(1)
}

/** The runtime sends status and headers with the first piece of the body, so there must be one, be it empty. */
async function send({ status, headers, body }: Response, stream: awslambda.HttpResponseStream): Promise<void> {
  const to = awslambda.HttpResponseStream.from(stream, { statusCode: status, headers: Object.fromEntries(headers) })
  to.write('')
  if (body === null) to.end()
  else await pipeline(body, to)
}
