import { type Box, boxName, type Encoding, type Making, OPEN, type TargetFormat, type Watermark } from '../recipe.ts'
import type { Settings } from './config.ts'
import { identityOf } from './recipe-hashes.ts'
import { fullColour } from './variant.ts'
import { rungsOf } from './widths.ts'

/** One variant in one format. Several may give the same bytes, and are one rendition then. */
export interface Candidate extends Making {
  /** `medium` or `medium.webp`. */
  readonly name: string
  readonly variant: string
  readonly prewarm: boolean
  /** A text that is the same for candidates that give the same bytes, and for no others. */
  readonly identity: string
}

type VariantSettings = Settings['variants'][string]

/**
 * Every variant in every format that it has. Of two that give the same bytes the one whose name is to be kept comes
 * first.
 */
export function candidatesOf(settings: Settings): Candidate[] {
  return (
    Object.entries(allVariants(settings))
      .flatMap(([name, variant]) =>
        formatsOf(variant, settings).map((format) => describe(name, variant, format, settings)),
      )
      // Of two names for one thing that of a pre-warmed one is kept, so that no other size changes it; and then the shorter
      // kind: `webp` before `large.webp`.
      .sort((a, b) => Number(b.prewarm) - Number(a.prewarm) || Number(isLong(a)) - Number(isLong(b)))
  )
}

const isLong = ({ name }: Candidate) => name.includes('.')

/**
 * The boxes of all variants that are pre-warmed, each once and in an order of their own: no recipe may change because a
 * variant was moved or a second one has the same box.
 */
export function boxesOf(settings: Settings): Box[] {
  const byName = new Map(
    Object.values(settings.variants)
      .filter(({ prewarm }) => prewarm)
      .map(boxOf)
      .map((box) => [boxName(box), box]),
  )
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, box]) => box)
}

/** The named variants, and those of the ladder. */
function allVariants({ variants, widths }: Settings): Settings['variants'] {
  const rungs = Object.entries(rungsOf(widths)).map(([name, rung]) => [name, { ...rung, quality: {} }] as const)
  return { ...variants, ...Object.fromEntries(rungs) }
}

function boxOf({ width = OPEN, height = OPEN, fit, position }: VariantSettings): Box {
  return { width, height, fit, ...(position !== undefined && position !== 'centre' && { position }) }
}

function formatsOf(variant: VariantSettings, settings: Settings): TargetFormat[] {
  return variant.format === undefined ? ['fallback', ...settings.formats] : [variant.format]
}

function describe(variantName: string, variant: VariantSettings, format: TargetFormat, settings: Settings): Candidate {
  const box = boxOf(variant)
  const encoding: Encoding = {
    format,
    quality: qualityOf(format, variant, settings),
    ...((format === 'webp' || format === 'avif') && { effort: settings.effort[format] }),
    ...((format === 'fallback' || format === 'jpeg') && settings.keepGainMap && { keepGainMap: true }),
    ...((format === 'jpeg' || variant.fit === 'contain') && { background: fullColour(variant.background ?? '#fff') }),
    ...(variant.maxBytes !== undefined && { maxBytes: variant.maxBytes }),
    ...(variant.shrink === true && { shrink: true }),
  }
  const watermark = watermarkOf(variant, box, settings)
  const isPlain = format === 'fallback' || variant.format !== undefined
  return {
    name: isPlain ? variantName : `${variantName}.${format}`,
    variant: variantName,
    box,
    encoding,
    watermark,
    prewarm: variant.prewarm,
    identity: identityOf({ box, encoding, watermark }),
  }
}

/** PNG has none, so that no setting changes its recipe. */
function qualityOf(format: TargetFormat, { quality }: VariantSettings, settings: Settings): number {
  if (format === 'png') return 100
  const codec = format === 'fallback' ? 'jpeg' : format
  return quality[codec] ?? settings.quality[codec]
}

/**
 * The watermark of a variant: its own, or else the one for all. A variant that is too small for any has none, so that
 * no watermark changes its recipe.
 */
function watermarkOf(variant: VariantSettings, box: Box, settings: Settings): Watermark | null {
  const watermark = variant.watermark ?? settings.watermark ?? false
  return watermark === false || Math.max(box.width, box.height) < watermark.smallest ? null : watermark
}
