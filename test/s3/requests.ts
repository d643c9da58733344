import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** A request to S3, read to its end and taken apart. */
export interface S3Request {
  readonly method: string
  /** Empty where the request is about all buckets. */
  readonly bucket: string
  /** Empty where the request is about the bucket. */
  readonly key: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface S3Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: Buffer
}

/** The longest key that S3 takes, in bytes. */
const LONGEST_KEY = 1024

/** Reads a path-style request; an answer where S3 would refuse it whatever is stored. */
export async function readRequest(incoming: IncomingMessage): Promise<S3Request | S3Answer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const [path, query] = splitOnce(incoming.url ?? '/', '?')
  const [bucket, key] = splitOnce(path.slice(1), '/')
  try {
    const request = {
      method: incoming.method ?? 'GET',
      bucket,
      key: decodePath(key),
      query: new URLSearchParams(query),
      headers: incoming.headers,
      body: Buffer.concat(chunks),
    }
    if (Buffer.byteLength(request.key) <= LONGEST_KEY) return request
    return refusal(400, 'KeyTooLongError', 'Your key is too long')
  } catch {
    return refusal(400, 'InvalidURI', "Couldn't parse the specified URI.")
  }
}

/** How a request is told to the emulator, which does not read a plus sign as S3 does. */
export function printTarget({ bucket, key, query }: S3Request): string {
  const path = [bucket, ...key.split('/').map(encodeURIComponent)].join('/')
  return query.size > 0 ? `/${path}?${query.toString()}` : `/${path}`
}

/** An error as S3 tells it. */
export function refusal(status: number, code: string, message = code): S3Answer {
  return xml(status, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`)
}

export function xml(status: number, body: string): S3Answer {
  return {
    status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': 'TESTREQUEST' },
    body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`),
  }
}

/** S3 reads a plus sign in a path as a space. */
function decodePath(path: string): string {
  return decodeURIComponent(path.replaceAll('+', ' '))
}

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at)
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)]
}
