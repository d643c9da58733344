import { isAddressable, isHidden, parsePath, type RenditionPath } from '../path.ts'
import type { Box, Making, NegotiatedFormat, TargetFormat } from '../recipe.ts'
import { boxesOf, type Candidate, candidatesOf } from './candidates.ts'
import type { Settings } from './config.ts'
import type { Dialect } from './legacy.ts'
import { decodeRecipe, drawnRecipe, fontsHash, infoRecipe, pictureRecipe } from './recipe-hashes.ts'

/** The name, beside the variants, of the rendition that tells about an original. */
const INFO = 'info'

/** What can be stored of an original under `<name>/<escaped key>`. */
interface StoredRendition {
  /** `medium`, `medium.webp`, or `info`. */
  readonly name: string
  /** A hash of everything that decides the bytes apart from the original. */
  readonly recipe: string
  /** The same where the original is a drawing (SVG), whose text is drawn with fonts. */
  readonly drawnRecipe: string
  /** Whether it is made when an original comes in, rather than at the first request. */
  readonly prewarm: boolean
  /**
   * What an original is decoded for when this is made: the boxes of all that is pre-warmed, so that one decode gives all of
   * it; of anything else its own box alone. They fix the scale, whichever renditions are wanted.
   */
  readonly boxes: readonly Box[]
}

/** One variant in one format. */
export interface PictureRendition extends StoredRendition, Making {
  readonly kind: 'picture'
}

/** What is told about an original and its pre-warmed pictures, as JSON. */
interface InfoRendition extends StoredRendition {
  readonly kind: 'info'
}

export type Rendition = PictureRendition | InfoRendition

/**
 * What the edge needs to know, as plain data. `names` has an entry for every name that a viewer may write; a variant's
 * entry gives the canonical name for each format, with the fallback under `''`. Where formats are negotiated,
 * `medium.fallback` is what `medium` is to somebody who asks for none of them; nothing is stored under that name.
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
  /** The other service whose addresses go on working. */
  readonly legacy: Legacy | null
}

/** How addresses of another service are read. */
interface Legacy {
  readonly dialect: Dialect
  /** Which prefix of our keys the beginning of a source stands for. */
  readonly sources: Readonly<Record<string, string>>
  /** The boxes of the variants whose format is negotiated. */
  readonly boxes: Readonly<Record<string, Box>>
}

/** Every rendition that an original can have, derived from the configuration. */
export interface Catalogue {
  /** All renditions by name; the info, which tells of the others, comes last. */
  readonly renditions: ReadonlyMap<string, Rendition>
  readonly pictures: ReadonlyMap<string, PictureRendition>
  /** The info, which is among the renditions. */
  readonly info: Rendition
  /** The boxes of what is pre-warmed, each once. */
  readonly boxes: readonly Box[]
  /** The widths of the ladder in pixels, the narrowest first; empty where there is none. `rungName` says what each is called. */
  readonly widths: readonly number[]
  readonly table: NegotiationTable
  /** A hash of what decides whether an original can be decoded; where it changes, refused originals get another try. */
  readonly decodeRecipe: string
  /** A hash of the fonts for drawings. */
  readonly fonts: string
  /** What a rendition path names, whether or not there is such a rendition; `null` for what is none. */
  parsePath(path: string): RenditionPath | null
  /** Whether a key can be asked for, in the rendition with the longest name, too. */
  isAddressable(key: string): boolean
  /** Whether a key lies under one of the public prefixes. */
  isPublic(key: string): boolean
  /**
   * Whether anything is made of a key: it is public, can be asked for, and is not hidden, or hidden ones are allowed.
   */
  serves(key: string): boolean
}

/** A name that a viewer may write, and what it stands for. */
interface Spelling {
  readonly name: string
  /** The variant that is negotiated into the name; equal to it where nothing is negotiated. */
  readonly variant: string
  readonly format: TargetFormat
  /** The name under which it is stored. */
  readonly canonical: string
}

/**
 * Derives every rendition from the configuration.
 *
 * @param decoders the kinds of picture that can be read here
 */
export function createCatalogue(settings: Settings, decoders: readonly string[]): Catalogue {
  const boxes = boxesOf(settings)
  const fonts = fontsHash(settings.fonts)
  const both = (recipe: string) => ({ recipe, drawnRecipe: drawnRecipe(recipe, fonts) })
  const candidates = candidatesOf(settings)
  const canonical = new Map<string, Candidate>()
  for (const one of candidates) {
    const known = canonical.get(one.identity)
    canonical.set(one.identity, { ...(known ?? one), prewarm: one.prewarm || known?.prewarm === true })
  }
  const pictures = new Map(
    [...canonical.values()].map(({ name, box, encoding, watermark, prewarm }): [string, PictureRendition] => {
      const decoded = prewarm ? boxes : [box]
      const recipe = pictureRecipe({ box, encoding, watermark }, decoded, settings.limits, fonts)
      return [name, { kind: 'picture', name, box, encoding, watermark, prewarm, boxes: decoded, ...both(recipe) }]
    }),
  )
  const recipe = infoRecipe(pictures.values(), boxes)
  const info: InfoRendition = { kind: 'info', name: INFO, prewarm: true, boxes, ...both(recipe) }
  const negotiated = candidates.filter(
    ({ name, variant, encoding }) => name === variant && encoding.format === 'fallback',
  )
  const spellings: Spelling[] = [
    ...candidates.map(({ name, variant, encoding: { format }, identity }) => {
      return { name, variant, format, canonical: canonical.get(identity)!.name }
    }),
    { name: INFO, variant: INFO, format: 'fallback', canonical: INFO },
  ]
  const table = tableOf(settings, spellings, Object.fromEntries(negotiated.map(({ name, box }) => [name, box])))
  const isAddressableHere = (key: string) => isAddressable(key, table.longestName)
  const isPublic = (key: string) => settings.prefixes.some((prefix) => key.startsWith(prefix))
  return {
    renditions: new Map<string, Rendition>([...pictures, [INFO, info]]),
    pictures,
    info,
    boxes,
    widths: settings.widths.toSorted((a, b) => a - b),
    table,
    decodeRecipe: decodeRecipe(settings.limits, decoders, fonts),
    fonts,
    parsePath: (path) => parsePath(path, table.longestName),
    isAddressable: isAddressableHere,
    isPublic,
    serves: (key) => isPublic(key) && isAddressableHere(key) && (settings.hidden || !isHidden(key)),
  }
}

function tableOf(
  { formats, prefixes, hidden, legacy }: Pick<Settings, 'formats' | 'prefixes' | 'hidden' | 'legacy'>,
  spellings: readonly Spelling[],
  boxes: Readonly<Record<string, Box>>,
): NegotiationTable {
  const names: Record<string, Record<string, string>> = {}
  for (const { name, variant, format, canonical } of spellings) {
    const forVariant = (names[variant] ??= {})
    if (name === variant) {
      forVariant[''] = canonical
      if (format === 'fallback' && variant !== INFO) names[`${name}.fallback`] = { '': canonical }
    } else {
      forVariant[format] = canonical
      names[name] = { '': canonical }
    }
  }
  const longestName = Math.max(...spellings.map(({ name }) => name.length))
  return { formats, names, prefixes, hidden, longestName, legacy: legacy === undefined ? null : { ...legacy, boxes } }
}
