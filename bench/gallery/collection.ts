import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sharp } from '../../src/image/sharp.ts'

/** Ratios of what people keep: cameras, phones upright, squares, film, panoramas, a slim cut-out. */
const RATIOS = [3 / 2, 4 / 3, 2 / 3, 16 / 9, 1, 3 / 2, 3 / 4, 4 / 3, 3, 3 / 2, 4 / 5, 9 / 16, 2.35, 3 / 2, 0.4] as const
const FOLDERS = ['', 'Picos de Europa/', 'été à la mer/', 'friends/', 'garden/spring/', 'garden/autumn/'] as const
const WORDS = ['Morning', 'Ridge', 'Light', 'Harvest', 'Évening', 'Path', 'Water', 'Field', 'Together', 'Sky'] as const
export interface CollectionOptions {
  readonly count: number
  /** How many files cannot be decoded. */
  readonly broken: number
  /** The longer side of a picture, in pixels. */
  readonly longer: number
}

/**
 * Makes a collection as a person has it: cuttings of a few photos, of many ratios, in folders, with the same bytes each
 * time. Some files are broken.
 *
 * @param photos paths of JPEGs
 */
export async function makeCollection(
  photos: readonly string[],
  to: string,
  { count, broken, longer }: CollectionOptions,
): Promise<void> {
  const random = randomFrom(7)
  const sources = await Promise.all(
    photos.map((photo) =>
      sharp(photo)
        .autoOrient()
        .resize(2 * longer, 2 * longer, { fit: 'inside' })
        .raw()
        .toBuffer({ resolveWithObject: true }),
    ),
  )
  for (let index = 0; index < count; index += 1) {
    const { data, info } = sources[index % sources.length]!
    const ratio = RATIOS[Math.floor(random() * RATIOS.length)]!
    const share = 0.45 + 0.5 * random()
    const width = Math.floor(Math.min(info.width, info.height * ratio) * share)
    const height = Math.max(1, Math.floor(width / ratio))
    const cutting = sharp(data, { raw: info })
      .extract({
        left: Math.floor(random() * (info.width - width)),
        top: Math.floor(random() * (info.height - height)),
        width,
        height,
      })
      .resize(longer, longer, { fit: 'inside', withoutEnlargement: true })
    if (random() < 0.4) cutting.flop()
    cutting.modulate({ brightness: 0.92 + 0.16 * random(), hue: Math.floor(14 * random() - 7) })
    await keep(to, nameOf(index, random), await cutting.jpeg({ quality: 92 }).toBuffer())
  }
  const whole = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#c84' } })
    .jpeg()
    .toBuffer()
  const faults = [whole.subarray(0, 700), Buffer.alloc(0), Buffer.from('This was never a picture.\n')]
  for (let index = 0; index < broken; index += 1)
    await keep(to, `friends/scan ${index + 1}.jpg`, faults[index % faults.length]!)
}

async function keep(folder: string, key: string, bytes: Buffer): Promise<void> {
  const path = join(folder, key)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes)
}

function nameOf(index: number, random: () => number): string {
  const pick = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)]!
  return `${pick(FOLDERS)}${pick(WORDS)} ${String(index + 1).padStart(4, '0')}.jpg`
}

/** Mulberry32: a congruential generator's neighbours are alike, and so would be the pictures of one name. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
