import { inspect } from 'node:util'
import * as v from 'valibot'
import { isHidden } from '../path.ts'
import type { AddedFonts } from '../recipe.ts'
import { defaultVariants } from './default-variants.ts'
import { legacy } from './legacy.ts'
import { oneOf, settings, unique, whole } from './rules.ts'
import { MAX_SIDE, percent, variants, watermark } from './variant.ts'
import { rungName } from './widths.ts'

const FONTS = 'must be the path of a folder of fonts, as seen from the configuration file'
/** What `cli/fonts.ts` makes of the path. */
const isAddedFonts = (fonts: unknown) =>
  typeof fonts === 'object' && fonts !== null && 'hash' in fonts && typeof fonts.hash === 'string'

const PREFIX =
  "must be '' or end with '/', like 'photos/', with no empty, '.' or '..' segment, control character or backslash"

const configuration = settings({
  variants: v.optional(variants, defaultVariants),
  widths: v.optional(
    v.pipe(
      unique(whole(1, MAX_SIDE, ' of pixels')),
      v.check((list) => list.length <= 20, 'may have at most 20 widths'),
    ),
    [],
  ),
  formats: v.optional(unique(oneOf(['avif', 'webp'])), ['webp']),
  quality: v.optional(
    settings({
      jpeg: v.optional(percent, 85),
      webp: v.optional(percent, 80),
      avif: v.optional(percent, 58),
    }),
    {},
  ),
  effort: v.optional(settings({ webp: v.optional(whole(0, 6), 2), avif: v.optional(whole(0, 9), 0) }), {}),
  keepGainMap: v.optional(v.boolean('must be true or false'), false),
  watermark: v.optional(watermark),
  fonts: v.optional(v.custom<AddedFonts>(isAddedFonts, FONTS)),
  limits: v.optional(
    settings({
      bytes: v.optional(whole(1, 2 ** 30, ' of bytes'), 64 * 2 ** 20),
      pixels: v.optional(whole(1, 2 ** 30, ' of pixels'), 128_000_000),
      frames: v.optional(whole(1, 10_000), 500),
      animationPixels: v.optional(whole(1, 2 ** 30, ' of pixels'), 100_000_000),
    }),
    {},
  ),
  prefixes: v.optional(
    v.pipe(
      unique(
        v.pipe(v.string(PREFIX), v.regex(/^$|^(?!.*(?:^|\/)\.{0,2}\/)[^\u0000-\u001f\u007f\\\p{Cs}]+\/$/su, PREFIX)), // oxlint-disable-line no-control-regex
      ),
      v.check((list) => list.length > 0, "must not be empty: [''] makes every key public"),
    ),
    [''],
  ),
  hidden: v.optional(v.boolean('must be true or false'), false),
  legacy: v.optional(legacy),
  cacheControl: v.optional(
    settings({
      browserSeconds: v.optional(whole(0, 31_536_000, ' of seconds'), 3600),
      edgeSeconds: v.optional(whole(0, 31_536_000, ' of seconds'), 31_536_000),
    }),
    {},
  ),
})

/** The Valibot schema of what may be set. */
export const schema = v.pipe(
  configuration,
  v.forward(
    v.partialCheck(
      [['prefixes'], ['hidden']],
      ({ prefixes, hidden }) => hidden || !prefixes.some(isHidden),
      ({ input: { prefixes } }) => {
        const hidden = prefixes.filter(isHidden).map((prefix) => `'${prefix}'`)
        return `nothing is served under ${hidden.join(', ')}, a hidden name, unless hidden is true`
      },
    ),
    ['prefixes'],
  ),
  v.forward(
    v.partialCheck(
      [['variants'], ['widths'], ['legacy']],
      ({ variants, widths, legacy }) =>
        legacy === undefined || widths.length > 0 || Object.values(variants).some(({ format }) => format === undefined),
      'needs a variant that comes in several formats, and all of variants name one',
    ),
    ['legacy'],
  ),
  v.forward(
    v.partialCheck(
      [['variants'], ['widths']],
      ({ variants, widths }) => namedTwice(variants, widths).length === 0,
      ({ input: { variants, widths } }) => {
        const names = namedTwice(variants, widths).map((width) => `'${rungName(width)}'`)
        return `variants has ${names.join(', ')} already: name it otherwise there, or leave out its width here`
      },
    ),
    ['widths'],
  ),
)

function namedTwice(variants: object, widths: readonly number[]): number[] {
  return widths.filter((width) => Object.hasOwn(variants, rungName(width)))
}

/** What a user writes in `sizewright.config.ts`; whatever is left out has a default. */
export type Config = Omit<v.InferInput<typeof schema>, 'fonts'> & { fonts?: string | undefined }

/** A configuration that is complete and valid. */
export type Settings = v.InferOutput<typeof schema>

/** The configuration has faults: one line each, with its path and what is allowed there. */
export class ConfigFault extends Error {
  override name = 'ConfigFault'
  readonly faults: readonly string[]

  /** @param file where they are, if it is one */
  constructor(faults: readonly string[], file?: string) {
    const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`
    super(`the configuration has ${count}${file === undefined ? '' : ` (${file})`}:\n  ${faults.join('\n  ')}`)
    this.faults = faults
  }
}

/**
 * Adds faults to those that a check finds, so that all of them are named at once.
 *
 * @throws ConfigFault where there are any
 */
export function withFaults<T>(faults: readonly string[], check: () => T): T {
  let result: T
  try {
    result = check()
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error
    throw new ConfigFault([...error.faults, ...faults])
  }
  if (faults.length > 0) throw new ConfigFault(faults)
  return result
}

/**
 * Fills in the defaults.
 *
 * @throws ConfigFault naming every fault at once
 */
export function resolveConfig(config: unknown): Settings {
  const result = v.safeParse(schema, config)
  if (result.success) return result.output
  throw new ConfigFault([...new Set(result.issues.map(describe))])
}

function describe(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? 'the configuration'
  if (issue.type === 'object_with_rest')
    return `${path}: ${issue.input === undefined ? 'is missing' : 'must be an object'}`
  if (['never', 'custom', 'check', 'raw_check', 'partial_check'].includes(issue.type))
    return `${path}: ${issue.message}`
  return `${path}: ${issue.message}, but is ${inspect(issue.input, { depth: 0, maxStringLength: 100, breakLength: Infinity })}`
}
