import { type Groups, createGroups } from './groups.ts'
import { type Draw, createDraw } from './sample.ts'
import { type Measuring, createMeasuring } from './sizes.ts'

/** Everything that was found so far, in groups. The names of the groups are in brackets. */
export interface Tally {
  /** All objects of the listing [object]. */
  readonly listed: Groups
  /** What is no object, but a link or a device [special]. */
  readonly special: Groups
  /** Objects that no URL can name [by the reason]. */
  readonly unaddressable: Groups
  /** Objects outside the prefixes [outside]. */
  readonly outside: Groups
  /** Objects with hidden names, which are not served [hidden]. */
  readonly hidden: Groups
  /** Objects whose names have letters and their accents apart, as macOS writes them [decomposed]. */
  readonly decomposed: Groups
  /** Objects that cannot be read until they are restored from an archive [archived]. */
  readonly archived: Groups
  /** Objects and folders that could not be read [fault]. */
  readonly faults: Groups
  /** Objects that are no pictures, nor called pictures [other]. */
  readonly others: Groups
  /** Those among them that are named as raw photos [raw]. */
  readonly raw: Groups
  /** Objects that cannot be served though they are called pictures [by the reason, of which `no-heic-decoder` and `raw` are two]. */
  readonly refused: Groups
  /** Objects worth rendering, as far as that shows without decoding [picture]. */
  readonly pictures: Groups
  /** Objects that are pictures by their first bytes [by the kind]. */
  readonly formats: Groups
  /** Pictures that are named as another kind [by the kind that they really are]. */
  readonly misleading: Groups
  /** Pictures that say where they were taken [place]. */
  readonly located: Groups
  /** Animations [moving], and those over the limits for animations [still]. */
  readonly animations: Groups
  /** Pictures that do not fill the largest variant [small]. */
  readonly small: Groups
  readonly sizes: Measuring
  readonly draws: { readonly picture: Draw; readonly refused: Draw; readonly other: Draw }
}

/** @param sample how many pictures are drawn */
export function createTally(sample: number): Tally {
  const few = Math.min(sample, 3) // what is no picture costs the same whatever it is
  return {
    listed: createGroups(),
    special: createGroups(),
    unaddressable: createGroups(),
    outside: createGroups(),
    hidden: createGroups(),
    decomposed: createGroups(),
    archived: createGroups(),
    faults: createGroups(),
    others: createGroups(),
    raw: createGroups(),
    refused: createGroups(),
    pictures: createGroups(),
    formats: createGroups(),
    misleading: createGroups(),
    located: createGroups(),
    animations: createGroups(),
    small: createGroups(),
    sizes: createMeasuring(),
    draws: { picture: createDraw(sample), refused: createDraw(few), other: createDraw(few) },
  }
}
