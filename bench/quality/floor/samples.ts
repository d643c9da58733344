import { readFile, writeFile } from 'node:fs/promises'
import { fromPixels, sharp, toPixels } from '../../../src/image/sharp.ts'
import { type Finished, finish, picturesOf, type SourcePicture } from '../pictures.ts'
import { scoreAll } from '../score.ts'
import { type Look, lookAt } from './look.ts'

/** What one quality makes of a picture. */
export interface Point {
  readonly quality: number
  readonly bytes: number
  /** SSIMULACRA 2. */
  readonly s2: number
  /** The mean over all values of the squared difference, for which the file must be decoded. */
  readonly error: number
}

/** One picture in one size and codec, over some qualities. */
export interface Sample {
  /** The file that it was made of: what is learned of one photo must not be judged on it. */
  readonly photo: string
  /** The photo, or which part of it. */
  readonly picture: string
  readonly side: number
  readonly codec: keyof typeof codecs
  readonly pixels: number
  readonly look: Look
  /** The bytes of two JPEGs of the same pixels: what a lower quality saves tells fine grain from edges. */
  readonly jpegs: readonly [rough: number, fine: number]
  /** In the order of their qualities. */
  readonly points: readonly Point[]
}

/** Encoders as photos meet them, with the default quality among the others. */
export const codecs = {
  webp: { fixed: 80, qualities: [55, 68, 76, 80, 85, 92], effort: 2 },
  avif: { fixed: 58, qualities: [36, 45, 52, 58, 66, 76], effort: 0 },
} as const
/** The qualities of the two JPEGs. */
const [ROUGH, FINE] = [45, 85]
const NAMES = ['webp', 'avif'] as const

/** Of the whole picture, of its busiest and of its calmest quarter. */
const SIDES = [
  [150, 300, 600, 1200],
  [400, 700],
  [400, 700],
] as const

/** Encodes photos in several sizes and qualities, and scores what comes out. */
export async function samplesOf(folder: string, files: readonly string[]): Promise<Sample[]> {
  const samples: Sample[] = []
  for (const file of files) {
    const pictures = await picturesOf(folder, [file])
    for (const [index, sides] of SIDES.entries()) {
      for (const side of sides) samples.push(...(await samplesOfOne(file, pictures[index]!, side)))
    }
    console.error(`${file}: ${samples.length} samples`)
  }
  return samples
}

/** Keeps samples in a file, so that rules can be tried without measuring again. */
export async function samplesFor(file: string | undefined, measure: () => Promise<Sample[]>): Promise<Sample[]> {
  const kept = file === undefined ? null : await readFile(file, 'utf8').catch(() => null)
  if (kept !== null) return JSON.parse(kept)
  const samples = await measure()
  if (file !== undefined) await writeFile(file, `${JSON.stringify(samples)}\n`)
  return samples
}

async function samplesOfOne(photo: string, picture: SourcePicture, side: number): Promise<Sample[]> {
  const finished = await finish(picture, side, side === 150 ? 'cover' : 'inside')
  const { pixels } = finished
  const jpeg = async (quality: number) => (await fromPixels(pixels).jpeg({ quality }).toBuffer()).length
  const jpegs = [await jpeg(ROUGH), await jpeg(FINE)] as const
  return Promise.all(
    NAMES.map(async (codec) => ({
      photo,
      picture: picture.name,
      side,
      codec,
      pixels: pixels.width * pixels.height,
      look: lookAt(pixels),
      jpegs,
      points: await pointsOf(finished, codec),
    })),
  )
}

async function pointsOf({ pixels }: Finished, codec: Sample['codec']): Promise<Point[]> {
  const { qualities, effort } = codecs[codec]
  const made: Buffer[] = []
  for (const quality of qualities) {
    const input = fromPixels(pixels)
    const options = { quality, effort }
    const encoded = codec === 'webp' ? input.webp(options) : input.avif({ ...options, chromaSubsampling: '4:2:0' })
    made.push(await encoded.toBuffer())
  }
  const scores = await scoreAll(
    made.map((bytes) => ({ pixels, bytes })),
    false,
  )
  const points: Point[] = []
  for (const [index, bytes] of made.entries()) {
    const { data } = await toPixels(sharp(bytes).toColourspace('srgb'), 1)
    let error = 0
    for (const [at, value] of data.entries()) error += (value - pixels.data[at]!) ** 2
    points.push({
      quality: qualities[index]!,
      bytes: bytes.length,
      s2: scores[index]!.s2,
      error: error / data.length,
    })
  }
  return points
}
