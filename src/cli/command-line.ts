import { parseArgs, type ParseArgsConfig } from 'node:util'
import { ConfigFault } from '../config/config.ts'
import { messageOf } from '../errors.ts'

/** Whether this runs from a clone, which is TypeScript, or from the published package, which is not. */
const isClone = import.meta.url.endsWith('.ts')

/** How the service is called from there. */
export const CALL = isClone ? 'npm start --' : 'npx sizewright'

/** Where the documents are: the published package holds none. */
export const DOCS = isClone ? 'docs' : 'https://github.com/sizewright/sizewright/blob/HEAD/docs'

/** What the caller asked for makes no sense; the message says what does. */
export class UsageFault extends Error {
  override name = 'UsageFault'
}

/** Whether the user can mend what is wrong: the command line or the configuration. */
export function isUsersFault(error: unknown): error is UsageFault | ConfigFault {
  return error instanceof UsageFault || error instanceof ConfigFault
}

/**
 * Reads a command line as Node's `parseArgs` does.
 *
 * @param usage is shown below what is wrong
 * @throws UsageFault
 */
export function readArgs<const C extends ParseArgsConfig>(config: C, usage: string): ReturnType<typeof parseArgs<C>> {
  try {
    return parseArgs(config)
  } catch (error) {
    throw new UsageFault(`${messageOf(error)}\n\n${usage}`, { cause: error })
  }
}

/** A bucket, or the part of it under a prefix. */
export interface S3Location {
  /** The location as the user wrote it. */
  readonly title: string
  readonly bucket: string
  /** Empty, or ends with a slash. */
  readonly prefix: string
}

/** Takes an S3 URL (`s3://bucket/some/prefix`) apart; `null` for any other text. */
export function parseS3Url(text: string): S3Location | null {
  const parts = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(text)
  if (parts?.[1] === undefined) return null
  const segments = (parts[2] ?? '').split('/')
  const last = segments.findLastIndex((segment) => segment !== '')
  const prefix = segments.slice(0, last + 1).map((segment) => `${segment}/`)
  return { title: text, bucket: parts[1], prefix: prefix.join('') }
}

/** Whether an object could lie in both. */
export function overlap(a: S3Location, b: S3Location): boolean {
  return a.bucket === b.bucket && (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix))
}
