import sharp from 'sharp'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import type { DecoderPool } from '../../src/decoders/pool.ts'
import { Refused, Unjudged } from '../../src/errors.ts'
import type { Picture } from '../../src/image/picture.ts'
import { decoders, sniff, SNIFF_BYTES } from '../../src/image/sniff.ts'
import type { Rendered } from '../../src/recipe.ts'

const settings = resolveConfig({ formats: ['avif', 'webp'] })
const { pictures, boxes } = createCatalogue(settings, decoders)

/** Does with a file what a service does with an original, and says how that went. What is not as it should be begins with `a`. */
export async function takeUp(pool: DecoderPool, bytes: Buffer): Promise<string> {
  const kind = sniff(bytes.subarray(0, SNIFF_BYTES))
  if (kind === null || !decoders.includes(kind)) return 'refused' // as `original.ts` does, before anything is decoded
  let picture: Picture | null = null
  try {
    picture = await pool.openPicture(bytes, settings.limits, boxes)
    for (const rendition of pictures.values()) await check(await picture.render(rendition), bytes)
    await picture.facts()
    return 'rendered'
  } catch (error) {
    return outcomeOf(error)
  } finally {
    picture?.close()
  }
}

/** Of what ends without a verdict, all but a crash is one when it ends so again. */
function outcomeOf(error: unknown): string {
  if (error instanceof Refused) return 'refused'
  if (!(error instanceof Unjudged)) return `a fault: ${String(error)}`
  if (error.ending === 'death') return `a crash: ${error.message}`
  return error.ending === 'message' ? 'unknown words' : 'too costly'
}

/** Whether it can be decoded, and is what it says. @throws Error */
async function check({ bytes, contentType, width, height }: Rendered, original: Buffer): Promise<void> {
  const isOriginal = original.equals(bytes)
  const found = await sharp(bytes, { limitInputPixels: false, failOn: 'error' }).metadata()
  const failOn = isOriginal ? 'error' : 'warning'
  await sharp(bytes, { limitInputPixels: false, failOn, animated: true }).raw().toBuffer()
  if (found.width !== width || (found.pageHeight ?? found.height) !== height || !contentType.startsWith('image/')) {
    throw new Error(`it is ${found.width} x ${found.height}, not ${width} x ${height}`)
  }
}
