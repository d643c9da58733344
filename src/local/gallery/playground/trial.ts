import { createCatalogue, type PictureRendition } from '../../../config/catalogue.ts'
import { ConfigFault, resolveConfig, type Settings } from '../../../config/config.ts'
import { decoders } from '../../../image/sniff.ts'
import { configLines, type TriedVariant } from './config-lines.ts'
import { drawText } from './text-watermark.ts'
import { TrialFault } from './trial-fault.ts'

/** The longest side that is tried, in pixels: a page shows no larger one, and it would take long. */
export const MOST_SIDE = 4096

/** Formats of one variant that negotiates its format, and those that are always the same. */
const FORMATS = ['negotiated.fallback', 'negotiated.webp', 'negotiated.avif', 'jpeg', 'png', 'webp', 'avif']

/** What somebody wants to see, as the page sends it: whatever is left out or empty is as in a configuration without it. */
export interface Wish {
  readonly name?: string
  readonly width?: string
  readonly height?: string
  readonly fit?: string
  readonly position?: string
  /** As `FORMATS` has them. */
  readonly format?: string
  readonly quality?: string
  /** `none`, `configured` or `text`. */
  readonly watermark?: string
  readonly text?: string
  readonly gravity?: string
  /** In per cent. */
  readonly opacity?: string
}

/** A rendition that no configuration has yet. */
export interface Trial {
  /** As the configuration would have it with these lines in it. */
  readonly rendition: PictureRendition
  /** The lines that make it one of the configuration's. */
  readonly lines: string
}

/**
 * Makes a rendition of what somebody wants to see, by the configuration's own validation: what it gives is what the lines
 * will give, byte for byte.
 *
 * @throws TrialFault
 */
export async function readTrial(wish: Wish, settings: Settings): Promise<Trial> {
  const { name = '', format = '' } = wish
  if (Object.hasOwn(settings.variants, name)) throw new TrialFault(`name: there is a size named '${name}' already`)
  if (!FORMATS.includes(format)) throw new TrialFault(`format: must be one of ${FORMATS.join(', ')}`)
  const [, negotiated = null] = format.split('.')
  if ((negotiated === 'webp' || negotiated === 'avif') && !settings.formats.includes(negotiated)) {
    throw new TrialFault(`format: ${negotiated} is not among the configuration's formats`)
  }
  const variant = await variantOf(wish, negotiated, settings)
  for (const side of ['width', 'height'] as const) {
    if ((variant[side] ?? 0) > MOST_SIDE) throw new TrialFault(`${side}: up to ${MOST_SIDE} pixels are tried here`)
  }
  const { pictures, table } = createCatalogue(resolveWith(name, variant, settings), decoders)
  const stored = table.names[name]?.[negotiated === null || negotiated === 'fallback' ? '' : negotiated]
  const rendition = pictures.get(stored ?? '')
  if (rendition === undefined) throw new Error(`the catalogue has no ${name} as ${format}`)
  return { rendition, lines: configLines(name, variant, settings) }
}

async function variantOf(wish: Wish, negotiated: string | null, settings: Settings): Promise<TriedVariant> {
  const { width = '', height = '', fit = '', position = '', format = '', quality = '' } = wish
  const codec = codecOf(negotiated ?? format)
  const isQualitySaid = codec !== null && quality !== '' && Number(quality) !== settings.quality[codec]
  const watermark = await watermarkOf(wish, settings)
  return {
    ...(width !== '' && { width: Number(width) }),
    ...(height !== '' && { height: Number(height) }),
    ...(fit !== '' && fit !== 'inside' && { fit }),
    ...(fit === 'cover' && position !== '' && position !== 'centre' && { position }),
    ...(negotiated === null && { format }),
    ...(isQualitySaid && { quality: { [codec]: Number(quality) } }),
    ...(watermark !== undefined && { watermark }),
    prewarm: false,
  }
}

/** What has the quality; `null` where nothing has one. */
function codecOf(format: string): 'jpeg' | 'webp' | 'avif' | null {
  if (format === 'fallback') return 'jpeg'
  return format === 'jpeg' || format === 'webp' || format === 'avif' ? format : null
}

/** `undefined` is what holds for all sizes. */
async function watermarkOf(wish: Wish, settings: Settings): Promise<TriedVariant['watermark']> {
  const { watermark = 'none', text = '', gravity = '', opacity = '' } = wish
  if (watermark === 'text') {
    return {
      image: await drawText(text),
      ...(gravity !== '' && gravity !== 'southeast' && { gravity }),
      ...(opacity !== '' && opacity !== '100' && { opacity: Number(opacity) / 100 }),
    }
  }
  return watermark === 'none' && settings.watermark !== undefined ? false : undefined
}

/** @throws TrialFault */
function resolveWith(name: string, variant: TriedVariant, settings: Settings): Settings {
  try {
    const resolved = resolveConfig({ ...settings, variants: { ...settings.variants, [name]: variant } })
    // The check of a record passes over names that every object has, such as `__proto__`.
    if (!Object.hasOwn(resolved.variants, name)) throw new TrialFault(`name: no size may be named '${name}'`)
    return resolved
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error
    throw new TrialFault(
      error.faults.map((fault) => fault.replace(`variants.${name}`, '').replace(/^[.:] ?/, '')).join('; '),
    )
  }
}
