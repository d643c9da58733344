import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LambdaFunctionURLEvent, StreamifyHandler } from 'aws-lambda'
import { errorAnswer } from '../core/answers.ts'
import type { AppOptions } from '../core/app.ts'
import type { Telemetry } from './telemetry.ts'

/** How long it waits, in ms, until the answer is sure to have left the runtime's client. */
const FLUSH_MS = 500

/** The path of no picture. */
const NOWHERE = '/'

export interface App {
  fetch(request: Request): Response | Promise<Response>
}

/**
 * A function with response streaming: it streams what an app answers, then does the work that the app has left for
 * later, all in one invocation. The client has its picture by then, but whatever is still being done when an invocation
 * ends is stopped.
 *
 * @param create makes the app; the work that it leaves for later must not throw
 * @param decoder when it is stuck, the process is ended as soon as all is done
 */
export function answerFirst(
  create: (later: AppOptions['later']) => App,
  telemetry: Pick<Telemetry, 'during' | 'fault'>,
  decoder: { isStuck(): boolean } = { isStuck: () => false },
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
      if (decoder.isStuck()) await endProcess()
    }
  }

  return awslambda.streamifyResponse((event, stream, context) =>
    telemetry.during(context, () => answerThenWork(event, stream), { path: event.rawPath }),
  )
}

/** Lambda begins another one for the next request. */
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

/**
 * Takes from an event what is asked for, and nothing else: a condition or a range that came along is not to be honoured,
 * for what is made on the spot has no ETag, and `Request` would only refuse a body or an odd header.
 */
function requestOf({ rawPath, requestContext }: LambdaFunctionURLEvent): Request {
  const { method } = requestContext.http
  return new Request(`https://origin${isCanonical(rawPath) ? rawPath : NOWHERE}`, {
    method: method === 'GET' || method === 'HEAD' ? method : 'POST', // no `Request` can have TRACE; all others are refused alike
  })
}

/**
 * Whether a path can be a rendition path. It comes as it was sent. A rendition path has no percent-encoding, and reading
 * it as a URL does not change it; a path which that changes would be a second spelling of another.
 */
function isCanonical(path: string): boolean {
  return URL.parse(`https://origin${path}`)?.pathname === path && !path.includes('%')
}
