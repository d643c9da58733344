import type { Catalogue } from '../config/catalogue.ts'
import type { Settings } from '../config/config.ts'
import { type Forecast, forecast } from './forecast.ts'
import type { Group, NamedGroup } from './groups.ts'
import type { Seen } from './tally.ts'
import { type Sizes, largestVariant } from './sizes.ts'
import type { Trials } from './trials.ts'

/** What `--json` prints; docs/doctor.md says what the fields are. */
export interface Report {
  /** Of this form: raised when a field changes its meaning or goes. */
  readonly version: 1
  readonly location: string
  /** It was interrupted, and tells of what had been seen by then. */
  readonly isPartial: boolean
  readonly objects: Pick<Group, 'objects' | 'bytes'>
  readonly pictures: Pick<Group, 'objects' | 'bytes'>
  readonly others: Group
  readonly outside: Group & { readonly prefixes: readonly string[] }
  readonly hidden: Group
  readonly unaddressable: readonly NamedGroup[]
  readonly special: Group
  readonly faults: Group
  readonly formats: readonly (NamedGroup & { readonly misleading: Group })[]
  readonly refused: readonly NamedGroup[]
  readonly sizes: Sizes & { readonly small: Group & { readonly variant: string | null } }
  readonly animations: { readonly moving: Group; readonly still: Group }
  readonly located: Group
  readonly limits: Settings['limits']
  /** `null` where nothing could be rendered. */
  readonly forecast: Forecast | null
}

interface Given {
  readonly location: string
  readonly isPartial: boolean
  readonly seen: Seen
  readonly trials: Trials | null
  readonly settings: Settings
  readonly catalogue: Catalogue
}

export function reportOf({ location, isPartial, seen, trials, settings, catalogue }: Given): Report {
  const refused = seen.refused.all()
  const copied = refused.filter(({ name }) => name !== 'too-many-bytes').reduce((sum, { bytes }) => sum + bytes, 0)
  const [others, pictures, listed] = [seen.others.total(), seen.pictures.total(), seen.listed.total()]
  const outside = seen.outside.total()
  return {
    version: 1,
    location,
    isPartial,
    objects: { objects: listed.objects, bytes: listed.bytes },
    pictures: { objects: pictures.objects, bytes: pictures.bytes },
    others,
    outside: { ...outside, prefixes: settings.prefixes },
    hidden: seen.hidden.total(),
    unaddressable: seen.unaddressable.all(),
    special: seen.special.total(),
    faults: seen.faults.total(),
    formats: seen.formats
      .all()
      .map((format) => Object.assign({ misleading: seen.misleading.one(format.name) }, format)),
    refused,
    sizes: {
      ...seen.sizes.sizes(),
      small: { ...seen.small.total(), variant: largestVariant(catalogue)?.name ?? null },
    },
    animations: { moving: seen.animations.one('moving'), still: seen.animations.one('still') },
    located: seen.located.total(),
    limits: settings.limits,
    forecast: trials && forecast(trials, catalogue, { objects: listed.objects - outside.objects, copied }),
  }
}
