/** How long CloudFront keeps an answer: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html */

export interface CachePolicyTimes {
  readonly MinTTL: number
  readonly DefaultTTL: number
  readonly MaxTTL: number
}

/** The errors that are kept whatever they say, and those that are kept only where they say so. */
const ALWAYS = new Set([404, 414, 500, 501, 502, 503, 504])
const IF_TOLD = new Set([400, 403, 405, 412, 415])

/**
 * In seconds; 0 means that it is not kept.
 *
 * @param errorTtl `ErrorCachingMinTTL` for the status, where the distribution sets one
 */
export function ttlOf(status: number, cacheControl: string | null, times: CachePolicyTimes, errorTtl?: number): number {
  const told = readCacheControl(cacheControl)
  if (status < 400) {
    if (told === 'never') return times.MinTTL
    return Math.min(Math.max(told ?? times.DefaultTTL, times.MinTTL), times.MaxTTL)
  }
  const seconds = told === 'never' ? 0 : (told ?? 0)
  if (ALWAYS.has(status)) return Math.max(errorTtl ?? 10, seconds)
  return IF_TOLD.has(status) ? seconds : 0
}

function readCacheControl(text: string | null): number | 'never' | null {
  if (text === null) return null
  if (/no-store|no-cache|private/.test(text)) return 'never'
  const seconds = /s-maxage=(\d+)/.exec(text) ?? /max-age=(\d+)/.exec(text)
  return seconds === null ? null : Number(seconds[1])
}
