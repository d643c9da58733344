import { request } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { defineAwslambda, describeError, isStreaming, openStream } from '../../lambda/runtime.ts'

/**
 * What runs a function in its own process, in place of Lambda's runtime client: it loads the handler and takes one event
 * after another from the runtime API (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
 */

const { AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT = '', _HANDLER = '' } = process.env
const api = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`

defineAwslambda()
const handler = await load().catch(async (error: unknown) => {
  await post('init/error', describeError(error))
  throw error
})
for (;;) await takeOne()

async function load(): Promise<(event: unknown, context: object) => Promise<unknown>> {
  const [file, name = ''] = _HANDLER.split('.')
  const loaded: Record<string, never> = await import(pathToFileURL(join(LAMBDA_TASK_ROOT, `${file}.mjs`)).href)
  const found = loaded[name]
  if (typeof found !== 'function') throw new Error(`${_HANDLER} is undefined or not exported`)
  return found
}

async function takeOne(): Promise<void> {
  const next = await ask('GET', 'invocation/next')
  const id = String(next.headers['lambda-runtime-aws-request-id'])
  const deadline = Number(next.headers['lambda-runtime-deadline-ms'])
  const context = {
    awsRequestId: id,
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: '$LATEST',
    memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    invokedFunctionArn: next.headers['lambda-runtime-invoked-function-arn'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  }
  const event: unknown = JSON.parse(next.body)
  if (isStreaming(handler)) await stream(id, event, context)
  else await answer(id, event, context)
}

async function answer(id: string, event: unknown, context: object): Promise<void> {
  const [path, result] = await handler(event, context).then(
    (value): [string, unknown] => ['response', value ?? null],
    (error: unknown): [string, unknown] => ['error', describeError(error)],
  )
  await post(`invocation/${id}/${path}`, result)
}

async function stream(id: string, event: unknown, context: object): Promise<void> {
  const { stream, taken, fail } = openStream(new URL(`${api}/invocation/${id}/response`))
  try {
    if (isStreaming(handler)) await handler(event, stream, context)
    await taken
    if (!stream.writableFinished) throw new Error('Response stream is not finished.')
  } catch (error) {
    console.error('Invoke Error', error)
    fail(error instanceof Error ? error : new Error(String(error)))
    await taken.catch(() => {})
  }
}

async function post(path: string, body: unknown): Promise<void> {
  await ask('POST', path, JSON.stringify(body))
}

/** Calls over a connection that lives as long as the process, which must find it again when it was frozen between two events. */
function ask(method: string, path: string, body?: string) {
  return new Promise<{ headers: NodeJS.Dict<string | string[]>; body: string }>((resolve, reject) => {
    const sent = request(`${api}/${path}`, { method, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('error', reject)
      response.on('end', () => resolve({ headers: response.headers, body: text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
