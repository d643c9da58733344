import { request } from 'node:http'
import { corsHeaders, type CorsRules } from './bucket-cors.ts'

/** What an edge asks an origin for; the path is as it stands in the request line. */
export interface OriginRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

export interface OriginAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: Buffer
}

export type Origin = (request: OriginRequest) => Promise<OriginAnswer>

export interface BucketOptions {
  readonly endpoint: string
  readonly bucket: string
  readonly cors: CorsRules
  /** Whether the bucket lets the distribution do something, by its policy. */
  readonly may: (action: 's3:GetObject' | 's3:ListBucket') => boolean
}

/** A bucket behind an origin access control. Who may not list it is not told either that something is not there. */
export function createBucketOrigin({ endpoint, bucket, cors, may }: BucketOptions): Origin {
  async function ask({ method, path, headers }: OriginRequest): Promise<OriginAnswer> {
    if (!may('s3:GetObject')) return denied()
    const answer = await fetchRaw(endpoint, { method, path: `/${bucket}${path}`, headers })
    return answer.status === 404 && !may('s3:ListBucket') ? denied() : answer
  }

  return async (asked) => {
    const answer = await ask(asked)
    const said = corsHeaders(cors, asked.method, asked.headers['origin'])
    for (const [name, value] of Object.entries(said)) answer.headers.set(name, value)
    return answer
  }
}

function denied(): OriginAnswer {
  const body = Buffer.from('<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>')
  return { status: 403, headers: new Headers({ 'content-type': 'application/xml' }), body }
}

/** As `fetch`, which would tidy up the path. A connection that breaks is a 502. */
function fetchRaw(endpoint: string, { method, path, headers }: OriginRequest): Promise<OriginAnswer> {
  const { hostname, port } = new URL(endpoint)
  return new Promise((resolve) => {
    const broken = () => resolve({ status: 502, headers: new Headers(), body: Buffer.alloc(0) })
    const sent = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', broken)
      response.on('end', () => {
        const pairs = Object.entries(response.headersDistinct).map(([name, values]): [string, string] => [
          name,
          values?.join(', ') ?? '',
        ])
        resolve({ status: response.statusCode ?? 502, headers: new Headers(pairs), body: Buffer.concat(chunks) })
      })
    })
    sent.on('error', broken)
    sent.end()
  })
}
