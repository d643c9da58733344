import { expect, it, onTestFinished } from 'vitest'
import { environmentOf } from '../cloud/lambda/function.ts'
import { startProcess } from '../cloud/lambda/process.ts'
import { clientScript } from './running.ts'

const described = {
  name: 'probe',
  arn: 'arn:aws:lambda:eu-west-1:111122223333:function:probe',
  root: new URL('handlers', import.meta.url).pathname,
  memoryMegabytes: 128,
  timeoutSeconds: 30,
  concurrency: 1,
  environment: {},
}

/** All that the runtime API is told of one event, and whether the process can take another. */
async function told(handler: string, host?: string) {
  const started = await startProcess({
    ...described,
    environment: environmentOf({ ...described, handler: `index.${handler}` }),
    log: () => {},
    ...(host !== undefined && { host }),
  })
  onTestFinished(() => started.kill())
  const { answer, over } = started.invoke({ name: 'été' })
  const fault = over.then(
    () => null,
    ({ message }: Error) => withoutTrace(message),
  )
  const answered = await answer.then(
    async (request) => {
      if (typeof request === 'string') return request
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const { 'content-type': type, 'transfer-encoding': encoding, trailer } = request.headers
      const mode = request.headers['lambda-runtime-function-response-mode']
      const body = Buffer.from(request.trailers['lambda-runtime-function-error-body'] ?? '', 'base64').toString()
      const error = [request.trailers['lambda-runtime-function-error-type'], withoutTrace(body)]
      return { type, encoding, trailer, mode, error, bytes: Buffer.concat(chunks).toString() }
    },
    () => null,
  )
  return { answered, fault: await fault, isDead: started.isDead() }
}

function withoutTrace(text: string): unknown {
  if (!text.startsWith('{')) return text
  const { trace, ...error }: Record<string, unknown> = JSON.parse(text)
  return { ...error, hasTrace: Array.isArray(trace) && trace.length > 1 }
}

it.each(['answers', 'answersNothing', 'throws', 'streams', 'streamsNothing', 'throwsBefore', 'throwsMidway', 'goesOn'])(
  'the stand-in of the cloud suite tells the same as Lambda’s client: %s',
  async (handler) => {
    expect(await told(handler)).toEqual(await told(handler, clientScript()))
  },
)
