import { Refused } from '../errors.ts'
import type { Header } from './header.ts'

type FailOn = 'error' | 'warning'

/** Of decoding one picture, and of encoding one rendition. */
export const TIMEOUT = { seconds: 20 }

const TIMED_OUT = /timeout: \d+% complete/
const WRONG_END = /premature end of JPEG image|extraneous bytes before marker 0xd9/
/** Warnings of libjpeg after which nothing is missing from the picture; where many bytes make no sense, something is. */
const HARMLESS =
  /JFIF revision|Adobe color transform|Inconsistent progression|Invalid SOS parameters|bad ICC marker|data: (?:\d|[12]\d) extraneous bytes/
const HARMLESS_END = /data: (?:\d|[12]\d) extraneous bytes before marker 0xd9/
const UNKNOWN_KIND = /unsupported|not supported|not implemented|channel limit|progressive\/lossless|bad labq/i

/**
 * Runs a decoder so that a picture of which something is lost is refused, and one that is merely irregular is not. Of a
 * JPEG libvips knows only by libjpeg's warnings that data is missing, and other warnings speak of harmless things; and
 * it insists on the end marker, which many a camera and many an upload forgot.
 *
 * @throws Refused when the picture is damaged, takes too long, or is of a kind that cannot be decoded
 */
export async function attempt<T>(
  bytes: Uint8Array,
  { kind }: Pick<Header, 'kind'>,
  run: (bytes: Uint8Array, failOn: FailOn) => Promise<T>,
): Promise<T> {
  if (kind !== 'jpeg') return run(bytes, 'error').catch(refuse)
  const first = await messageOf(run(bytes, 'warning'))
  if (typeof first !== 'string') return first.result
  if (HARMLESS.test(first)) return run(bytes, 'error').catch(refuse)
  if (!WRONG_END.test(first)) return refuse(first)
  let last = first
  for (const mended of mendings(bytes)) {
    const again = await messageOf(run(mended, 'warning'))
    if (typeof again !== 'string') return again.result
    if (HARMLESS_END.test(again)) return run(mended, 'error').catch(refuse)
    last = again
  }
  return refuse(last)
}

async function messageOf<T>(attempted: Promise<T>): Promise<{ result: T } | string> {
  try {
    return { result: await attempted }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function refuse(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error)
  if (TIMED_OUT.test(message)) throw new Refused('damaged', 'the picture takes too long to decode')
  throw new Refused(UNKNOWN_KIND.test(message) ? 'unsupported' : 'damaged')
}

/**
 * The file with an end marker, behind all of it, or where zeros fill it up behind what comes before them. These are
 * tried second, as the data itself may end in one.
 */
function mendings(bytes: Uint8Array): Buffer[] {
  const hasEnd = bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9
  const whole = hasEnd ? bytes.length - 2 : bytes.length
  let end = whole
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  const ends = hasEnd || end === whole ? [end] : [whole, end]
  return ends.map((at) => Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff, 0xd9])]))
}
