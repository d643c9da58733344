import { createContext, Script } from 'node:vm'

interface Value {
  readonly value: string
}

interface FunctionRequest {
  readonly method: string
  readonly uri: string
  readonly querystring: Readonly<Record<string, Value>>
  readonly headers: Readonly<Record<string, Value>>
  readonly cookies: Readonly<Record<string, Value>>
}

interface FunctionResponse {
  readonly statusCode: number
  readonly headers?: Readonly<Record<string, Value>>
  readonly body?: string | { readonly data: string }
}

/** A viewer's request, the path as it was written. */
export interface ViewerRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Headers
}

/** What a CloudFront function at viewer-request makes of a request: another one, or an answer. */
export type ViewerFunction = (request: ViewerRequest) => Pick<FunctionRequest, 'uri' | 'querystring'> | Response

/** Runs the text of a function in a context that has nothing but the language, and `Buffer`, which runtime 2.0 has. */
export function loadViewerFunction(text: string): ViewerFunction {
  const context: { handler?: (event: object) => FunctionRequest | FunctionResponse } = createContext({ Buffer })
  new Script(text).runInContext(context)
  const { handler } = context
  if (handler === undefined) throw new Error('the function has no handler')

  return ({ method, path, query, headers }) => {
    const request: FunctionRequest = {
      method,
      uri: path,
      querystring: valuesOf(query),
      headers: valuesOf(headers),
      cookies: {},
    }
    const event = { version: '1.0', context: { eventType: 'viewer-request' }, viewer: { ip: '192.0.2.1' }, request }
    const result = handler(structuredClone(event))
    return 'statusCode' in result ? toResponse(result) : result
  }
}

function valuesOf(pairs: Headers | URLSearchParams): Record<string, Value> {
  return Object.fromEntries([...pairs].map(([name, value]) => [name, { value }]))
}

function toResponse({ statusCode, headers = {}, body = '' }: FunctionResponse): Response {
  const plain = Object.entries(headers).map(([name, { value }]): [string, string] => [name, value])
  return new Response(typeof body === 'string' ? body : body.data, { status: statusCode, headers: plain })
}
