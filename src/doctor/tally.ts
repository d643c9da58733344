import { type Groups, createGroups } from './groups.ts'
import { type Draw, createDraw } from './sample.ts'
import { type Measuring, createMeasuring } from './sizes.ts'

/** Everything that was found so far. Names of groups are in brackets. */
export interface Seen {
  /** All that the listing has [object]. */
  readonly listed: Groups
  /** What is no object [link or device]. */
  readonly special: Groups
  /** By why. */
  readonly unaddressable: Groups
  /** [outside] */
  readonly outside: Groups
  /** With names that are hidden, and not served [hidden]. */
  readonly hidden: Groups
  /** Objects and folders that could not be read [fault]. */
  readonly faults: Groups
  /** Neither a picture nor called one [other]. */
  readonly others: Groups
  /** By reason, of which `no-heic-decoder` is one. */
  readonly refused: Groups
  /** Worth rendering, as far as that shows without decoding [picture]. */
  readonly pictures: Groups
  /** Everything that is a picture by its first bytes, by kind. */
  readonly formats: Groups
  /** By the kind that they really are. */
  readonly misleading: Groups
  /** Pictures that say where they were taken [place]. */
  readonly located: Groups
  /** [moving], and [still]: over the limits for animations. */
  readonly animations: Groups
  /** That do not fill the largest variant [small]. */
  readonly small: Groups
  readonly sizes: Measuring
  readonly draws: { readonly picture: Draw; readonly refused: Draw; readonly other: Draw }
}

/** @param sample how many pictures are drawn */
export function createSeen(sample: number): Seen {
  const few = Math.min(sample, 3) // all of a kind cost the same
  return {
    listed: createGroups(),
    special: createGroups(),
    unaddressable: createGroups(),
    outside: createGroups(),
    hidden: createGroups(),
    faults: createGroups(),
    others: createGroups(),
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
