import { isDeepStrictEqual } from 'node:util'
import { resolveConfig, type Settings } from '../../../config/config.ts'
import { defaultVariants } from '../../../config/default-variants.ts'

/** A variant as a user writes it. It need not be valid: the configuration's own check says what is not. */
export interface TriedVariant {
  readonly width?: number
  readonly height?: number
  readonly fit?: string
  readonly position?: string
  readonly format?: string
  readonly quality?: Readonly<Record<string, number>>
  readonly watermark?: false | { readonly image: string; readonly gravity?: string; readonly opacity?: number }
  readonly prewarm: false
}

/**
 * The lines of `sizewright.config.ts` that add a variant to those that are there. Who has none of their own has the default
 * ones, which have to be said where others are.
 */
export function configLines(name: string, variant: TriedVariant, settings: Settings): string {
  const others = isDefault(settings) ? Object.entries(defaultVariants) : []
  return [
    'variants: {',
    ...(others.length === 0 ? ['  // … those that are there already'] : []),
    ...[...others, [name, variant] as const].map(([key, value]) => `  ${nameOf(key)}: ${literal(value)},`),
    '},',
  ].join('\n')
}

/** Compares values, too: sizes of one's own may well have the default ones' names. */
function isDefault({ variants }: Settings): boolean {
  return isDeepStrictEqual(variants, resolveConfig({}).variants)
}

/** Writes a value as a person writes TypeScript. */
function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value.replace(/[\\']/g, String.raw`\$&`)}'`
  if (typeof value !== 'object' || value === null) return String(value)
  const entries = Object.entries(value).map(([key, one]) => `${nameOf(key)}: ${literal(one)}`)
  return `{ ${entries.join(', ')} }`
}

function nameOf(key: string): string {
  return /^[a-z]\w*$/i.test(key) ? key : literal(key)
}
