import { createContext, Script } from 'node:vm'
import { UsageFault } from '../../cli/command-line.ts'
import type { NegotiationTable } from '../../config/catalogue.ts'
import { edgeText, readEdgeSource } from '../../edge/ship.ts'
import { messageOf } from '../../errors.ts'

interface EdgeRequest {
  method: string
  uri: string
  querystring: Record<string, { value: string }>
  headers: Record<string, { value: string }>
  cookies: Record<string, never>
}

interface EdgeResponse {
  statusCode: number
  headers: Record<string, { value: string }>
  body: { data: string }
}

/** CloudFront's function: it turns what a viewer asks for into a rendition path with a leading slash, or into a refusal. */
export type Edge = (method: string, uri: string, accept: string | undefined) => string | Response

/**
 * Runs the very text that CloudFront gets, in a context that has nothing but the language.
 *
 * @throws UsageFault when it would be too large for CloudFront
 */
export function createEdge(table: NegotiationTable): Edge {
  const context: { handler?: (event: { request: EdgeRequest }) => EdgeRequest | EdgeResponse } = createContext({
    Buffer,
  })
  new Script(textFor(table), { filename: 'negotiate.js' }).runInContext(context)
  const { handler } = context
  if (handler === undefined) throw new Error('the edge function has no handler')

  return (method, uri, accept) => {
    const headers: EdgeRequest['headers'] = accept === undefined ? {} : { accept: { value: accept } }
    const mark = uri.indexOf('?') // CloudFront hands the query over apart
    const querystring = mark === -1 || table.legacy === null ? {} : readQuery(uri.slice(mark + 1))
    const path = mark === -1 ? uri : uri.slice(0, mark)
    const result = handler({ request: { method, uri: path, querystring, headers, cookies: {} } })
    return 'statusCode' in result ? toResponse(result) : result.uri
  }
}

/** The parameters as they were written. Of several with one name the last counts. */
function readQuery(query: string): EdgeRequest['querystring'] {
  const pairs = query.split('&').map((pair): [string, { value: string }] => {
    const equals = pair.indexOf('=')
    return equals === -1 ? [pair, { value: '' }] : [pair.slice(0, equals), { value: pair.slice(equals + 1) }]
  })
  return Object.fromEntries(pairs)
}

/** What CloudFront would refuse is refused here, too, long before it is deployed. */
function textFor(table: NegotiationTable): string {
  try {
    return edgeText(readEdgeSource(), table)
  } catch (error) {
    throw new UsageFault(messageOf(error), { cause: error })
  }
}

function toResponse({ statusCode, headers, body }: EdgeResponse): Response {
  const plain = Object.entries(headers).map(([name, { value }]): [string, string] => [name, value])
  return new Response(body.data, { status: statusCode, headers: plain })
}
