/** How many originals a page of the list shows. */
export const PAGE = 60

/** Orders of the list. Names go up; dates and sizes go down: who sorts by them wants the newest and the largest. */
export type Sort = 'name' | 'taken' | 'changed' | 'size'

/** What the address of the list says: `/?q=boat&folder=holiday/&sort=taken&order=reverse&page=2`. */
export interface ListQuery {
  /** Is searched for in names, without regard to case and accents. */
  readonly search: string
  /** The beginning of keys, with a slash at its end; '' is all. */
  readonly folder: string
  readonly sort: Sort
  readonly isReversed: boolean
  /** Counted from 1. */
  readonly page: number
}

/** A page of the list of originals. */
export interface Listing {
  readonly query: ListQuery
  readonly items: readonly ListedOriginal[]
  /** How many originals match; `null` while they are still being counted. */
  readonly count: number | null
  /** The number of the last page; `null` while it is not known. */
  readonly pages: number | null
  /** The folders right below the one that is shown (none in a search), with the number of pictures in and below each. */
  readonly folders: readonly { readonly path: string; readonly name: string; readonly count: number }[]
  /** How many further folders there are, which are too many for a page. */
  readonly moreFolders: number
  /** Of the whole collection, not of the search. `null` while it is not known. */
  readonly totals: Totals | null
  /**
   * Where it is sorted by the date taken and not all dates are read yet: of how many pictures they are, and of how many
   * they will be. What has none yet is last until then.
   */
  readonly datesRead: { readonly read: number; readonly all: number } | null
  /** Whether there are more originals than the list can hold: 500,000, those whose keys come first. */
  readonly isCut: boolean
}

/** An original, as the list shows it. */
export interface ListedOriginal {
  readonly key: string
  readonly bytes: number
  /** ISO 8601, where the store says so. */
  readonly written: string | null
  /** `null` where it is not made (yet). */
  readonly info: {
    readonly width: number
    readonly height: number
    readonly dominantColour: string
    readonly placeholder: string
    readonly taken: string | null
  } | null
  /** The rendition that the grid shows, `null` where there is none stored. */
  readonly preview: {
    readonly name: string
    readonly etag: string
    readonly width: number
    readonly height: number
  } | null
  /** What is stored of it, without /info. */
  readonly made: { readonly files: number; readonly bytes: number }
  /** What a page loads that shows it as `Totals.twenty` says, in bytes; `null` where that is not stored. */
  readonly shownBytes: number | null
  readonly state: 'ready' | 'waiting' | 'archived' | 'failed'
  readonly refusal: string | null
  /** Changes with everything above. */
  readonly fingerprint: string
}

/** What the whole collection weighs. */
export interface Totals {
  /** Originals of which something is made. */
  readonly pictures: number
  /** Their bytes. */
  readonly bytes: number
  readonly made: { readonly files: number; readonly bytes: number }
  /**
   * What a page with twenty pictures of average size weighs, as originals and as the renditions of `name`; `null` where
   * none is whole and stored.
   */
  readonly twenty: {
    readonly name: string
    readonly format: string
    readonly original: number
    readonly shown: number
  } | null
  readonly failed: number
}
