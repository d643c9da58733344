import type { LambdaFunctionURLEvent } from 'aws-lambda'

/** The path of no picture. */
const NOWHERE = '/'

/**
 * What is asked for, and nothing else of an event: a condition or a range that came along is not to be honoured, for
 * what is made on the spot has no ETag, and a body or an odd header would only be refused by `Request`.
 */
export function requestOf({ rawPath, requestContext }: LambdaFunctionURLEvent): Request {
  const { method } = requestContext.http
  return new Request(`https://origin${isCanonical(rawPath) ? rawPath : NOWHERE}`, {
    method: method === 'GET' || method === 'HEAD' ? method : 'POST', // no `Request` can have TRACE; all others are refused alike
  })
}

/**
 * Whether a path can be a rendition path. It comes as it was sent, with its percent-encoding, of which a rendition path
 * has none; nor is it changed by being read as a URL. Whatever was would be a second spelling of another path.
 */
function isCanonical(path: string): boolean {
  return URL.parse(`https://origin${path}`)?.pathname === path && !path.includes('%')
}
