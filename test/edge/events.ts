interface Header {
  readonly value: string
  readonly multiValue?: readonly { readonly value: string }[]
}

/** What CloudFront gives a function at viewer-request. */
export interface EdgeEvent {
  readonly version: '1.0'
  readonly context: Readonly<Record<string, string>>
  readonly viewer: { readonly ip: string }
  readonly request: EdgeRequest
}

interface EdgeRequest {
  readonly method: string
  readonly uri: string
  readonly querystring: Readonly<Record<string, { readonly value: string }>>
  readonly headers: Readonly<Record<string, Header>>
  readonly cookies: Readonly<Record<string, { readonly value: string }>>
}

interface EdgeResponse {
  readonly statusCode: number
  readonly statusDescription: string
  readonly headers: Readonly<Record<string, Header>>
  readonly body: { readonly encoding: string; readonly data: string }
}

export type EdgeResult = EdgeRequest | EdgeResponse

/** A viewer's request; each of several Accept values is a header of its own. */
export function viewer(
  uri: string,
  { accept = [] as readonly string[], method = 'GET', query = 'v=2' } = {},
): EdgeEvent {
  const [value, ...more] = accept
  const multiValue = accept.map((value) => ({ value }))
  return {
    version: '1.0',
    context: { eventType: 'viewer-request', requestId: 'EXAMPLE' },
    viewer: { ip: '198.51.100.11' },
    request: {
      method,
      uri,
      querystring: Object.fromEntries([...new URLSearchParams(query)].map(([name, value]) => [name, { value }])),
      headers: {
        host: { value: 'images.example.com' },
        ...(value !== undefined && { accept: more.length === 0 ? { value } : { value, multiValue } }),
      },
      cookies: {},
    },
  }
}

/** The path that goes to the origin, or the status that the edge answers itself. */
export function brief(result: EdgeResult | undefined): string | number {
  if (result === undefined) throw new Error('no result')
  return 'uri' in result ? result.uri : result.statusCode
}
