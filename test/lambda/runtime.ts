import { type ClientRequest, request } from 'node:http'

/** What Lambda's runtime client for Node gives a function that streams, made as that makes it (aws-lambda-ric 4). */

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming')

/** All that a function sees of the request that carries its answer. */
// oxfmt-ignore
const METHODS = [
  'cork', 'destroy', 'end', 'uncork', 'write', 'addListener', 'on', 'once', 'prependListener', 'prependOnceListener',
  'off', 'removeListener', 'removeAllListeners', 'setMaxListeners', 'getMaxListeners', 'listeners', 'rawListeners',
  'listenerCount', 'eventNames', 'emit',
] as const
// oxfmt-ignore
const PROPERTIES = [
  'destroyed', 'writable', 'writableFinished', 'writableObjectMode', 'writableEnded', 'writableNeedDrain',
  'writableHighWaterMark', 'writableCorked', 'writableLength',
] as const

type BeforeFirstWrite = (write: (chunk: string | Uint8Array) => void) => void

/** No `Writable`, only an object that behaves like one. */
interface ResponseStream extends Pick<ClientRequest, (typeof METHODS)[number] | (typeof PROPERTIES)[number]> {
  setContentType(type: string): void
  _onBeforeFirstWrite?: BeforeFirstWrite
}

export type StreamingHandler = (event: unknown, stream: ResponseStream, context: unknown) => Promise<void>

/** Sets the global that a function finds when it is loaded. */
export function defineAwslambda(): void {
  const HttpResponseStream = {
    from(stream: ResponseStream, prelude: unknown): ResponseStream {
      stream.setContentType('application/vnd.awslambda.http-integration-response')
      stream._onBeforeFirstWrite = (write) => {
        write(JSON.stringify(prelude))
        write(new Uint8Array(8))
      }
      return stream
    },
  }
  const streamifyResponse = (handler: object) => Object.assign(handler, { [STREAMING]: 'response' })
  Object.assign(globalThis, { awslambda: { streamifyResponse, HttpResponseStream } })
}

export function isStreaming(handler: object): handler is StreamingHandler {
  return Reflect.get(handler, STREAMING) === 'response'
}

/** An answer that a function is writing. */
export interface OpenStream {
  readonly stream: ResponseStream
  /** Settles when all of it was taken. */
  readonly taken: Promise<void>
  /** Ends it, telling that it failed, as far as that can still be told. */
  readonly fail: (error: Error) => void
}

/** Begins an answer: what the function writes is the body of a request to the runtime API. */
export function openStream(to: URL): OpenStream {
  const carrier = request(to, {
    method: 'POST',
    headers: {
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      Trailer: ['Lambda-Runtime-Function-Error-Type', 'Lambda-Runtime-Function-Error-Body'],
      'Content-Type': 'application/octet-stream',
      'Transfer-Encoding': 'chunked',
    },
  })
  const taken = new Promise<void>((resolve, reject) => {
    carrier.on('error', reject)
    carrier.on('response', (response) => response.on('error', reject).on('end', resolve).resume())
  })
  taken.catch(() => {})
  return {
    stream: faceOf(carrier),
    taken,
    fail(error) {
      carrier.addTrailers({
        'Lambda-Runtime-Function-Error-Type': error.name,
        'Lambda-Runtime-Function-Error-Body': Buffer.from(JSON.stringify(describeError(error))).toString('base64'),
      })
      carrier.end()
    },
  }
}

/** What Lambda is told of an error. */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { errorType: 'string', errorMessage: String(error), trace: [] }
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] }
}

function faceOf(carrier: ClientRequest): ResponseStream {
  const face: ResponseStream = Object.create(Object.prototype)
  let isFirst = true
  for (const name of METHODS) Object.assign(face, { [name]: carrier[name].bind(carrier) })
  for (const name of PROPERTIES) Object.defineProperty(face, name, { get: () => carrier[name] })
  face.setContentType = (type) => {
    if (!isFirst) throw new Error('Cannot set content-type, too late.')
    carrier.setHeader('Content-Type', type)
  }
  face.write = (chunk: unknown, ...rest: never[]) => {
    if (isFirst) face._onBeforeFirstWrite?.((first) => carrier.write(first))
    isFirst = false
    return carrier.write(chunk, ...rest)
  }
  return face
}
