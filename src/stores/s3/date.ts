import type { HeadObjectCommand } from '@aws-sdk/client-s3'

/** In ms: S3 tells times in whole seconds, and its machines' clocks may differ a little. */
const SAME_TIME = 2000

/**
 * When an object was written, if that was so long before the answer that whatever is written after the answer bears
 * another time. Both are told by S3's clocks, so that it does not matter what ours says.
 *
 * @param date the answer's `Date` header
 */
export function writtenBefore(lastModified: Date | undefined, date: string | undefined): { written?: string } {
  if (lastModified === undefined || date === undefined) return {}
  return Date.parse(date) - lastModified.getTime() >= SAME_TIME ? { written: lastModified.toISOString() } : {}
}

/** Gives the `Date` header of the command's answer, once that is there: the SDK does not hand it on. */
export function answerDate(command: HeadObjectCommand): () => string | undefined {
  let date: string | undefined
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      date = headerOf(result.response, 'date')
      return result
    },
    { step: 'deserialize' },
  )
  return () => date
}

function headerOf(response: unknown, name: string): string | undefined {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined
  const { headers } = response
  if (typeof headers !== 'object' || headers === null || !(name in headers)) return undefined
  const value: unknown = Reflect.get(headers, name)
  return typeof value === 'string' ? value : undefined
}
