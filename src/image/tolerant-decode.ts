import { messageOf, Refused, Unjudged } from '../errors.ts'
import { canReserve } from './available-memory.ts'
import { countScanWarnings } from './jpeg-scans.ts'
import type { Kind } from './kinds.ts'
import { alone } from './mutex.ts'

/** So many bytes: more memory than any decoder needs at once. */
const ENOUGH_MEMORY = 2 ** 30

type FailOn = 'error' | 'warning'

/** Decodes a file. `warn` is told whatever the decoder warns of. */
type Run<T> = (bytes: Uint8Array, failOn: FailOn, warn: (message: string) => void) => Promise<T>

/** Of these libvips lets pass what is lost, unless warnings count. */
const LOSES_SILENTLY: ReadonlySet<Kind> = new Set(['jpeg', 'gif', 'tiff'])

const WRONG_END = /premature end of JPEG image|extraneous bytes before marker 0xd9|VipsJpeg: \d+ warnings/
/** Warnings of libjpeg on how a scan begins, of which it has as many as can be counted in the file. */
const ON_SCANS = /Inconsistent progression|Invalid SOS parameters/
/** Warnings of libjpeg after which nothing is missing from the picture; where many bytes make no sense, something is. */
const HARMLESS_IN_JPEG = new RegExp(
  `JFIF revision|Adobe color transform|bad ICC marker|data: (?:\\d|[12]\\d) extraneous bytes|${ON_SCANS.source}`,
)
/** Warnings of libtiff on what it reads before the pixels, on fax lines that it mends, and on old JPEG as such. */
const HARMLESS_IN_TIFF =
  /\b(?:tags?|fields?|director(?:y|ies)|ExtraSamples)\b|Nonstandard tile|Auto-corrected|Premature EOL|Line length mismatch|old-style JPEG/i
/** Only says that there are others, and how many. */
const COUNT = /^read gave (\d+) warnings$/
/** Sharp's message where a header cannot be read. */
const NO_HEADER = /^Input (?:buffer|bit array)/i
/** Whose words on a file that is broken are known: libjpeg, libpng, libwebp, libnsgif, libtiff, libheif and librsvg. */
const BROKEN =
  /VipsJpeg|Corrupt JPEG|premature end|libpng read error|webp|gifload|tiff2vips|heif: Invalid|source: bad seek|XML parse error|SVG rendering failed|^Warning treated as error|^Unknown error$/i
/** Messages on memory that was not to be had, which say nothing of the file. */
const OF_MEMORY = /memory|alloc/i
const UNKNOWN_KIND =
  /unsupported|not supported|not implemented|not configured|not been built in|channel limit|progressive\/lossless|bad labq/i

/** How a decoder ended: with its result, or with its message, and with what it warned of. */
interface Attempt<T> {
  readonly result?: T
  readonly failed: string | null
  readonly warnings: readonly string[]
}

/**
 * Runs a decoder so that a picture of which something is lost is refused, and one that is merely irregular is not. It is
 * alone while it does. First each warning is a failure; where the first is of something harmless, it runs again to hear
 * them all. libvips insists on a JPEG's end marker, which many a camera and many an upload forgot, so that is added.
 *
 * @throws Refused when the picture is damaged or of a kind that cannot be decoded, Unjudged where that cannot be told
 */
export function decodeTolerantly<T>(bytes: Uint8Array, kind: Kind, run: Run<T>): Promise<T> {
  return alone(async () => {
    if (!LOSES_SILENTLY.has(kind)) return run(bytes, 'error', () => {}).catch(throwVerdict)
    let last = ''
    for (const makeFile of [() => bytes, ...(kind === 'jpeg' ? mendings(bytes) : [])]) {
      const file = makeFile()
      const strict = await attempt(run, file, 'warning')
      if (strict.failed === null && (kind !== 'jpeg' || strict.warnings.length === 0)) return strict.result!
      const words = strict.failed ?? strict.warnings.join('\n')
      last = words
      if (isHarmless(kind, words)) {
        const lenient = await attempt(run, file, 'error')
        last = lenient.failed ?? lossIn(kind, file, lenient.warnings)
        if (last === '') return lenient.result!
      }
      if (!WRONG_END.test(last)) break
    }
    return throwVerdict(last)
  })
}

async function attempt<T>(run: Run<T>, bytes: Uint8Array, failOn: FailOn): Promise<Attempt<T>> {
  const warnings: string[] = []
  const warn = (message: string): void => void warnings.push(...message.split('\n').filter((line) => line !== ''))
  try {
    return { result: await run(bytes, failOn, warn), failed: null, warnings }
  } catch (error) {
    return { failed: messageOf(error), warnings }
  }
}

/** Whether it may be that nothing is missing for all that a decoder says: then it is to be asked again. */
function isHarmless(kind: Kind, words: string): boolean {
  return kind === 'jpeg' ? HARMLESS_IN_JPEG.test(words) : kind === 'tiff' && words.startsWith('Warning treated as')
}

/** What a decoder that went on to the end has lost, in its words, by all that it warned of; nothing is ''. */
function lossIn(kind: Kind, file: Uint8Array, warnings: readonly string[]): string {
  if (warnings.length === 0) return 'warnings were lost' // there were some before, so this tells nothing
  if (kind === 'tiff') {
    const loss = warnings.find((warning) => !HARMLESS_IN_TIFF.test(warning))
    return loss === undefined ? '' : `tiff2vips: ${loss}`
  }
  const words = warnings.filter((warning) => !COUNT.test(warning))
  const loss = words.find((word) => !HARMLESS_IN_JPEG.test(word))
  if (loss !== undefined) return loss
  // libjpeg says the first warning of a file, and how many there were: readjpeg_emit_message in libvips' jpeg2vips.c.
  const count = Math.max(...warnings.map((warning) => Number(COUNT.exec(warning)?.[1] ?? 1)))
  const harmless = countScanWarnings(file) + (ON_SCANS.test(words[0] ?? '') ? 0 : 1)
  return count > harmless ? `VipsJpeg: ${count} warnings` : ''
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
function mendings(bytes: Uint8Array): (() => Buffer)[] {
  const hasEnd = bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9
  const whole = hasEnd ? bytes.length - 2 : bytes.length
  let end = whole
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  const ends = end === whole ? [end].filter(() => !hasEnd) : hasEnd ? [end] : [whole, end]
  return ends.map((at) => () => Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff, 0xd9])]))
}
