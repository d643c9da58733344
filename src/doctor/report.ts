import type { Catalogue } from '../config/catalogue.ts'
import type { Settings } from '../config/config.ts'
import { type Forecast, forecast } from './forecast.ts'
import type { Group, NamedGroup } from './groups.ts'
import { type Sizes, largestVariant } from './sizes.ts'
import type { Tally } from './tally.ts'
import type { Trials } from './trials.ts'

/** What `--json` prints; docs/doctor.md says what the fields are. */
export interface Report {
  /** The version of this form: it is raised when a field changes its meaning or goes. */
  readonly version: 1
  readonly location: string
  /** It was interrupted, and tells of what had been seen by then. */
  readonly isPartial: boolean
  readonly objects: Pick<Group, 'objects' | 'bytes'>
  readonly pictures: Pick<Group, 'objects' | 'bytes'>
  readonly others: Group
  readonly raw: Group
  readonly outside: Group & { readonly prefixes: readonly string[] }
  readonly hidden: Group
  readonly unaddressable: readonly NamedGroup[]
  readonly decomposed: Group
  readonly special: Group
  readonly archived: Group
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
  readonly tally: Tally
  readonly trials: Trials | null
  readonly settings: Settings
  readonly catalogue: Catalogue
}

/** Puts together what was found, and what the sample tells of all. */
export function reportOf({ location, isPartial, tally, trials, settings, catalogue }: Given): Report {
  const refused = tally.refused.all()
  const copied = refused.filter(({ name }) => name !== 'too-many-bytes').reduce((sum, { bytes }) => sum + bytes, 0)
  const [others, pictures, listed] = [tally.others.total(), tally.pictures.total(), tally.listed.total()]
  const outside = tally.outside.total()
  return {
    version: 1,
    location,
    isPartial,
    objects: { objects: listed.objects, bytes: listed.bytes },
    pictures: { objects: pictures.objects, bytes: pictures.bytes },
    others,
    raw: tally.raw.total(),
    outside: { ...outside, prefixes: settings.prefixes },
    hidden: tally.hidden.total(),
    unaddressable: tally.unaddressable.all(),
    decomposed: tally.decomposed.total(),
    special: tally.special.total(),
    archived: tally.archived.total(),
    faults: tally.faults.total(),
    formats: tally.formats
      .all()
      .map((format) => Object.assign({ misleading: tally.misleading.one(format.name) }, format)),
    refused,
    sizes: {
      ...tally.sizes.sizes(),
      small: { ...tally.small.total(), variant: largestVariant(catalogue)?.name ?? null },
    },
    animations: { moving: tally.animations.one('moving'), still: tally.animations.one('still') },
    located: tally.located.total(),
    limits: settings.limits,
    forecast: trials && forecast(trials, catalogue, { objects: listed.objects - outside.objects, copied }),
  }
}
