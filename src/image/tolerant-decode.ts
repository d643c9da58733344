import { messageOf, Refused, Unjudged } from '../errors.ts'
import { canReserve } from './available-memory.ts'
import type { Kind } from './kinds.ts'

/** So many bytes: more memory than any decoder needs at once. */
const ENOUGH_MEMORY = 2 ** 30

type FailOn = 'error' | 'warning'

const WRONG_END = /premature end of JPEG image|extraneous bytes before marker 0xd9/
/** Warnings of libjpeg after which nothing is missing from the picture; where many bytes make no sense, something is. */
const HARMLESS =
  /JFIF revision|Adobe color transform|Inconsistent progression|Invalid SOS parameters|bad ICC marker|data: (?:\d|[12]\d) extraneous bytes/
const HARMLESS_END = /data: (?:\d|[12]\d) extraneous bytes before marker 0xd9/
/** Sharp's message where a header cannot be read. */
const NO_HEADER = /^Input (?:buffer|bit array)/i
/** Whose words on a file that is broken are known: libjpeg, libpng, libwebp, libnsgif, libtiff, libheif and librsvg. */
const BROKEN =
  /VipsJpeg|Corrupt JPEG|premature end|libpng read error|webp|gifload|tiff2vips|heif: Invalid|source: bad seek|XML parse error|SVG rendering failed|^Unknown error$/i
/** Messages on memory that was not to be had, which say nothing of the file. */
const OF_MEMORY = /memory|alloc/i
const UNKNOWN_KIND =
  /unsupported|not supported|not implemented|not been built in|channel limit|progressive\/lossless|bad labq/i

/**
 * Runs a decoder so that a picture of which something is lost is refused, and one that is merely irregular is not. Of a
 * JPEG libvips knows only by libjpeg's warnings that data is missing, and other warnings speak of harmless things; and
 * it insists on the end marker, which many a camera and many an upload forgot.
 *
 * @throws Refused when the picture is damaged or of a kind that cannot be decoded, Unjudged where that cannot be told
 */
export async function decodeTolerantly<T>(
  bytes: Uint8Array,
  kind: Kind,
  run: (bytes: Uint8Array, failOn: FailOn) => Promise<T>,
): Promise<T> {
  if (kind !== 'jpeg') return run(bytes, 'error').catch(throwVerdict)
  const first = await resultOrMessage(run(bytes, 'warning'))
  if (typeof first !== 'string') return first.result
  if (HARMLESS.test(first)) return run(bytes, 'error').catch(throwVerdict)
  if (!WRONG_END.test(first)) return throwVerdict(first)
  let last = first
  for (const mended of mendings(bytes)) {
    const again = await resultOrMessage(run(mended, 'warning'))
    if (typeof again !== 'string') return again.result
    if (HARMLESS_END.test(again)) return run(mended, 'error').catch(throwVerdict)
    last = again
  }
  return throwVerdict(last)
}

async function resultOrMessage<T>(attempted: Promise<T>): Promise<{ result: T } | string> {
  try {
    return { result: await attempted }
  } catch (error) {
    return messageOf(error)
  }
}

/**
 * Takes a decoder's message for what it says of a picture. Many a decoder says the same of a file that is broken and of
 * memory that it did not get, so it is believed only where there is memory.
 *
 * @throws Refused where only a picture at fault brings the message about, Unjudged where that cannot be told
 */
export function throwVerdict(error: unknown): never {
  const message = messageOf(error)
  const unjudged = unknownMessage(message)
  if (!unjudged.wasFed || OF_MEMORY.test(message)) throw unjudged
  if (NO_HEADER.test(message)) throw new Refused('damaged')
  if (UNKNOWN_KIND.test(message)) throw new Refused('unsupported')
  throw BROKEN.test(message) ? new Refused('damaged') : unjudged
}

/** A decoder's message of which nobody knows what it says of the picture. */
export function unknownMessage(message: string): Unjudged {
  const printable = message
    .replaceAll(/[^!-~]+/g, ' ')
    .trim()
    .slice(0, 200)
  return new Unjudged('message', canReserve(ENOUGH_MEMORY), `the decoder says: ${printable}`)
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
