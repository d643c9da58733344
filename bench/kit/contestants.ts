import sharp from 'sharp'
import { createCatalogue, type PictureRendition } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { openPicture, type OpenPicture } from '../../src/image/picture.ts'
import { decoders } from '../../src/image/sniff.ts'

const settings = resolveConfig({})
const catalogue = createCatalogue(settings, decoders)

export const four = ['thumbnail', 'medium', 'large', 'webp'] as const
export const six = [...four, 'thumbnail.webp', 'medium.webp'] as const

/** Makes renditions of an original, in order. */
export type Contestant = (original: Buffer, names: readonly string[]) => Promise<Uint8Array[]>

/** Our core: one decode for all. */
export const ours: Contestant = oursBy(openPicture)

/** Our core with another decoder. @param open decodes in a process of its own, as the service does */
export function oursBy(open: OpenPicture): Contestant {
  return async (original, names) => {
    const picture = await open(original, settings.limits, catalogue.boxes)
    const made: Uint8Array[] = []
    for (const name of names) made.push((await picture.render(renditionOf(name))).bytes)
    picture.close()
    return made
  }
}

/**
 * What tutorials do: a Sharp pipeline from the original for each rendition, with our qualities.
 *
 * @param effort of WebP; `undefined` leaves it to Sharp
 */
export function independentWith(effort: number | undefined): Contestant {
  return async (original, names) => {
    const made: Uint8Array[] = []
    for (const name of names) made.push(await pipelineFor(original, name, effort))
    return made
  }
}

/** The same pipelines, all at once. */
export const atOnce: Contestant = (original, names) =>
  Promise.all(names.map((name) => pipelineFor(original, name, undefined)))

/** The same pipelines at settings equal to ours. */
export const independent = independentWith(settings.effort.webp)

function pipelineFor(original: Buffer, name: string, effort: number | undefined): Promise<Buffer> {
  const { box, encoding } = renditionOf(name)
  const { quality } = encoding
  const pipeline = sharp(original)
    .autoOrient()
    .resize(box.width, box.height, { fit: box.fit, withoutEnlargement: true })
  return (
    encoding.format === 'webp'
      ? pipeline.webp({ quality, ...(effort !== undefined && { effort }) })
      : pipeline.jpeg({ quality, progressive: true })
  ).toBuffer()
}

function renditionOf(name: string): PictureRendition {
  const rendition = catalogue.pictures.get(name)
  if (rendition === undefined) throw new Error(`the defaults have no rendition ${name}`)
  return rendition
}
