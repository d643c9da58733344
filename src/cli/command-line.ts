import { parseArgs, type ParseArgsConfig } from 'node:util'
import { ConfigFault } from '../config/config.ts'
import { messageOf } from '../errors.ts'
import { closest } from './closest.ts'

/** Whether this runs from a clone, which is TypeScript, or from the published package, which is not. */
export const isClone = import.meta.url.endsWith('.ts')

/** How the service is called from there. */
export const CALL = isClone ? 'npm start --' : 'npx sizewright'

/** Where the documents are: the published package holds none. */
export const DOCS = isClone ? 'docs' : 'https://github.com/sizewright/sizewright/blob/HEAD/docs'

/** What the caller asked for makes no sense; the message says what does. */
export class UsageFault extends Error {
  override name = 'UsageFault'
}

/** The call makes sense, but a place or the machine is not ready for it, or not fit. */
export class NotReady extends UsageFault {
  override name = 'NotReady'
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
  const unknown = unknownOptions(config)
  if (unknown.length > 0) throw new UsageFault(`${unknown.join('\n')} (--help lists all)`)
  try {
    return parseArgs(config)
  } catch (error) {
    throw new UsageFault(`${messageOf(error)}\n\n${usage}`, { cause: error })
  }
}

/** A sentence for each option that there is none of, with the one that was probably meant. */
function unknownOptions(config: ParseArgsConfig): string[] {
  const { options = {} } = config
  const names = Object.keys(options)
  const { tokens } = parseArgs({ ...config, strict: false, tokens: true })
  const isKnown = (name: string, isDenied: boolean) =>
    names.includes(name) && !(isDenied && options[name]?.type !== 'boolean') // what takes a value cannot be denied
  const unknown = tokens.flatMap((token) =>
    token.kind === 'option' && !isKnown(token.name, token.rawName === `--no-${token.name}`) ? [token] : [],
  )
  return unknown.map(({ name, rawName }) => {
    const meant = names.includes(name) ? null : closest(name, names)
    const dashes = rawName.startsWith('--no-') ? '--no-' : '--'
    return `there is no option ${rawName}${meant === null ? '' : `: did you mean ${dashes}${meant}?`}`
  })
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
