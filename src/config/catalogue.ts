import { createHash } from 'node:crypto'
import { isAddressable, isHidden } from '../path.ts'
import {
  type Box,
  boxName,
  type Encoding,
  generation,
  type Making,
  type NegotiatedFormat,
  type TargetFormat,
  type Watermark,
} from '../recipe.ts'
import type { Settings } from './config.ts'

/** What a box says of a side that it leaves open: no format that is negotiated holds a longer one. */
export const OPEN = 16_383

/** The name of what is told about an original, beside the variants. */
const INFO = 'info'

/** What can be stored of an original under `<name>/<escaped key>`. */
interface Stored {
  /** `medium`, `medium.webp`, or `info`. */
  readonly name: string
  /** Hash of everything that decides the bytes apart from the original. */
  readonly recipe: string
  /** Whether it is made when an original comes in; otherwise at the first request. */
  readonly prewarm: boolean
}

/** One variant in one format. */
export interface PictureRendition extends Stored, Making {
  readonly kind: 'picture'
}

/** What is told about an original and its pre-warmed pictures, as JSON. */
interface InfoRendition extends Stored {
  readonly kind: 'info'
}

export type Rendition = PictureRendition | InfoRendition

/**
 * What the edge needs to know, as plain data. `names` has an entry for every name that a viewer may write; a variant's
 * entry gives the canonical name for each format, with the fallback under `''`.
 */
export interface NegotiationTable {
  /** Negotiated formats, the most wanted first. */
  readonly formats: readonly NegotiatedFormat[]
  readonly names: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly prefixes: readonly string[]
  /** Whether hidden names are served. */
  readonly hidden: boolean
  /** Length in bytes of the longest rendition name. */
  readonly longestName: number
}

/** Every rendition that an original can have, derived from the configuration. */
export interface Catalogue {
  /** By name; the info, which tells of the others, comes last. */
  readonly renditions: ReadonlyMap<string, Rendition>
  readonly pictures: ReadonlyMap<string, PictureRendition>
  /** Every variant's box, each once: they fix the scale at which an original is decoded, whichever renditions are wanted. */
  readonly boxes: readonly Box[]
  readonly table: NegotiationTable
  /** Hash of what decides whether an original can be decoded; another one means that refused originals get another try. */
  readonly decodeRecipe: string
  readonly longestName: number
  /** Whether a key lies under one of the public prefixes. */
  isPublic(key: string): boolean
  /** Whether anything is made of a key: it is public, can be asked for, and is not hidden, or hidden ones are allowed. */
  serves(key: string): boolean
}

type Variant = Settings['variants'][string]
type Named = Omit<PictureRendition, 'recipe'> & { readonly variant: string; readonly identity: string }

/**
 * @param decoders the kinds of picture that can be read here
 */
export function createCatalogue(settings: Settings, decoders: readonly string[]): Catalogue {
  const variants = Object.entries(settings.variants)
  const boxes = distinct(variants.map(([, variant]) => boxOf(variant)))
  const { frames, animationPixels } = settings.limits // they decide whether an animation moves
  const named = variants
    .flatMap(([name, variant]) =>
      formatsOf(variant, settings).map((format) => describe(name, variant, format, settings)),
    )
    // Of two names for one thing the shorter kind is the canonical one: `webp` before `large.webp`.
    .sort((a, b) => Number(a.name.includes('.')) - Number(b.name.includes('.')))
  const canonical = new Map<string, Named>()
  for (const one of named) {
    const known = canonical.get(one.identity)
    canonical.set(one.identity, { ...(known ?? one), prewarm: one.prewarm || known?.prewarm === true })
  }
  const pictures = new Map(
    [...canonical.values()].map(({ name, box, encoding, watermark, prewarm }): [string, PictureRendition] => [
      name,
      {
        kind: 'picture',
        name,
        box,
        encoding,
        watermark,
        prewarm,
        recipe: hash([
          generation,
          frames,
          animationPixels,
          box,
          encoding,
          digestOf(watermark),
          boxes.filter((other) => canExceed(other, box)),
        ]),
      },
    ]),
  )
  const longestName = Math.max(INFO.length, ...named.map(({ name }) => name.length))
  const isPublic = (key: string) => settings.prefixes.some((prefix) => key.startsWith(prefix))
  return {
    renditions: new Map<string, Rendition>([...pictures, [INFO, infoAbout(pictures, boxes)]]),
    pictures,
    boxes,
    table: {
      formats: settings.formats,
      names: { ...negotiation(named, canonical), [INFO]: { '': INFO } },
      prefixes: settings.prefixes,
      hidden: settings.hidden,
      longestName,
    },
    decodeRecipe: hash([generation, settings.limits, decoders.toSorted()]),
    longestName,
    isPublic,
    serves: (key) => isPublic(key) && isAddressable(key, longestName) && (settings.hidden || !isHidden(key)),
  }
}

/** What it tells depends on the pre-warmed pictures, and on the pixels that all boxes are made from. */
function infoAbout(pictures: ReadonlyMap<string, PictureRendition>, boxes: readonly Box[]): InfoRendition {
  const told = [...pictures.values()].filter(({ prewarm }) => prewarm).map(({ name, recipe }) => `${name} ${recipe}`)
  return { kind: 'info', name: INFO, prewarm: true, recipe: hash([generation, boxes, told.toSorted()]) }
}

function boxOf({ width = OPEN, height = OPEN, fit, position }: Variant): Box {
  return { width, height, fit, ...(position !== undefined && position !== 'centre' && { position }) }
}

/** A variant's own comes before the one for all. What is too small for any has none, so that none changes its recipe. */
function watermarkOf(variant: Variant, box: Box, settings: Settings): Watermark | null {
  const watermark = variant.watermark ?? settings.watermark ?? false
  return watermark === false || Math.max(box.width, box.height) < watermark.smallest ? null : watermark
}

const digests = new WeakMap<Watermark, object>()

/** A watermark as recipes hold it: its image may be a megabyte, and there may be hundreds of renditions. */
function digestOf(watermark: Watermark | null): object | null {
  if (watermark === null) return null
  const digest = digests.get(watermark) ?? { ...watermark, image: hash(watermark.image) }
  digests.set(watermark, digest)
  return digest
}

/** A recipe must not change because a variant was moved, or because a second one has the same box. */
function distinct(boxes: readonly Box[]): Box[] {
  const byText = new Map(boxes.map((box) => [boxName(box), box]))
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, box]) => box)
}

function formatsOf(variant: Variant, settings: Settings): TargetFormat[] {
  return variant.format === undefined ? ['fallback', ...settings.formats] : [variant.format]
}

function describe(variantName: string, variant: Variant, format: TargetFormat, settings: Settings): Named {
  const box = boxOf(variant)
  const codec = format === 'fallback' ? 'jpeg' : format
  const encoding: Encoding = {
    format,
    quality: variant.quality[codec] ?? settings.quality[codec],
    ...(format !== 'fallback' && { effort: settings.effort[format] }),
    ...(format === 'fallback' && settings.keepGainMap && { keepGainMap: true }),
  }
  const watermark = watermarkOf(variant, box, settings)
  const isPlain = format === 'fallback' || variant.format !== undefined
  return {
    kind: 'picture',
    name: isPlain ? variantName : `${variantName}.${format}`,
    variant: variantName,
    box,
    encoding,
    watermark,
    prewarm: variant.prewarm,
    identity: JSON.stringify([box, encoding, digestOf(watermark)]),
  }
}

/**
 * Whether there is an original of which `other` needs more pixels than `box`. Only those can have a part in what `box`
 * is resized from, so only those belong to its recipe: a new small size leaves the stored large ones as they are.
 */
function canExceed(other: Box, box: Box): boolean {
  const wider = other.width > box.width
  const higher = other.height > box.height
  if (other.fit === box.fit) return wider || higher
  // `cover` takes the larger of the two sides' scales, `inside` the smaller: so some original makes any `cover` exceed
  // an `inside`, and an `inside` exceeds a `cover` only when both of its sides are longer.
  return other.fit === 'cover' || (wider && higher)
}

function negotiation(named: readonly Named[], canonical: ReadonlyMap<string, Named>): NegotiationTable['names'] {
  const names: Record<string, Record<string, string>> = {}
  for (const { name, variant, identity, encoding } of named) {
    const target = canonical.get(identity)!.name
    const forVariant = (names[variant] ??= {})
    if (name === variant) forVariant[''] = target
    else {
      forVariant[encoding.format] = target
      names[name] = { '': target }
    }
  }
  return names
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32)
}
