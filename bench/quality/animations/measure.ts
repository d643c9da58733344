import { createCatalogue } from '../../../src/config/catalogue.ts'
import { resolveConfig } from '../../../src/config/config.ts'
import { openPicture } from '../../../src/image/picture.ts'
import { type Pixels, sharp, toPixels } from '../../../src/image/sharp.ts'
import { decoders } from '../../../src/image/sniff.ts'
import { OPEN, type TargetFormat } from '../../../src/recipe.ts'
import { finisherFor } from '../delivered/renditions.ts'
import type { Graphic } from '../drawing/drawing.ts'
import { type Encoded, scoreAll } from '../score.ts'

/** What is delivered of an animation in one size and format. */
export interface Moving {
  readonly animation: string
  readonly size: string
  readonly format: TargetFormat
  readonly bytes: number
  /** The bytes of the original. */
  readonly original: number
  /** SSIMULACRA 2, the lowest of three frames: the first, the middle and the last. */
  readonly s2: number
}

const settings = resolveConfig({
  variants: {
    square: { width: 150, height: 150, fit: 'cover' },
    small: { width: 300, height: 300 },
    native: { width: OPEN, height: OPEN },
  },
})
const { pictures, boxes } = createCatalogue(settings, decoders)

/** Measures every animation in three sizes and both formats. */
export async function measureAnimations(animations: readonly Graphic[]): Promise<Moving[]> {
  const measured: Moving[] = []
  for (const { name, file } of animations) {
    console.error(name)
    const original = await file()
    const picture = await openPicture(original, settings.limits, boxes)
    const finish = await finisherFor(original, boxes)
    for (const [path, { box, encoding }] of pictures) {
      const { bytes } = await picture.render({ box, encoding, watermark: null })
      const size = path.replace('.webp', '')
      const s2 = await lowestScore(await finish(box), bytes)
      measured.push({
        animation: name,
        size,
        format: encoding.format,
        bytes: bytes.length,
        original: original.length,
        s2,
      })
    }
  }
  return measured
}

async function lowestScore(pixels: Pixels, bytes: Uint8Array): Promise<number> {
  const { pages = 1 } = await sharp(bytes).metadata()
  const made = await toPixels(sharp(bytes, { animated: true }).toColourspace('srgb'), pages)
  // A GIF joins frames that are the same, so that only its ends are known to be those of what it was made from.
  const shown = pages === pixels.frames ? [0, pages >> 1, pages - 1] : [0]
  const encoded = shown.map(async (frame): Promise<Encoded> => {
    const { data, width, height, channels } = frameOf(made, frame)
    const png = await sharp(data, { raw: { width, height, channels } }).png({ compressionLevel: 1 }).toBuffer()
    return { pixels: frameOf(pixels, frame), bytes: png }
  })
  const scores = await scoreAll(await Promise.all(encoded), false)
  return Math.round(Math.min(...scores.map(({ s2 }) => s2)) * 10) / 10
}

function frameOf(pixels: Pixels, frame: number): Pixels {
  const length = pixels.data.length / pixels.frames
  return { ...pixels, frames: 1, data: pixels.data.subarray(frame * length, (frame + 1) * length) }
}
