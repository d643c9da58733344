import type { Entry } from './listing.ts'
import { refusal, type S3Answer, type S3Request } from './requests.ts'

/** The answer to a conditional write whose condition does not hold, as S3 documents it; `null` where it may happen. */
export function refuseWrite({ method, headers }: S3Request, stored: Entry | undefined): S3Answer | null {
  const match = headers['if-match']
  const noneMatch = headers['if-none-match']
  if (noneMatch !== undefined && method === 'PUT') {
    if (noneMatch !== '*') return refusal(501, 'NotImplemented', 'A header you provided implies functionality')
    if (stored !== undefined) return failed()
  }
  if (match === undefined) return null
  if (stored === undefined) return refusal(404, 'NoSuchKey', 'The specified key does not exist.')
  return match === '*' || unquote(match) === unquote(stored.etag) ? null : failed()
}

function failed(): S3Answer {
  return refusal(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
}

function unquote(etag: string): string {
  return etag.replace(/^"|"$/g, '')
}
