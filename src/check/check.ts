import type { Catalogue } from '../config/catalogue.ts'
import type { Settings } from '../config/config.ts'
import type { Ask } from './ask.ts'

/** The service that is checked, and what is known of it. */
export interface Subject {
  readonly ask: Ask
  /** The key of a picture that is there. */
  readonly key: string
  readonly settings: Settings
  readonly catalogue: Catalogue
  /** The service is at a loopback address, where it may be for the pages of this machine only. */
  readonly isLocal?: boolean
  /** How long to wait for what is to be stored, in ms; by default more than a minute, which an edge may keep an older answer. */
  readonly patience?: number
}

/** One thing that must hold, of what it is given: of a service, mostly. */
export interface Check<In = Subject> {
  /** A few words that say what must hold. */
  readonly title: string
  /** The point of "The first real deployment" in docs/operating.md that it is about. */
  readonly point?: number
  /**
   * Returns what is worth telling besides: in few words, or with lines below them.
   *
   * @throws Failed where it does not hold, Inconclusive where it cannot be told
   */
  readonly run: (subject: In) => Promise<string | Told | void>
}

/** What is worth telling, with lines of their own below it, such as a command to copy. */
export interface Told {
  readonly message: string
  readonly lines: readonly string[]
}

/** The check does not hold; the message says what was seen. */
export class Failed extends Error {
  override name = 'Failed'
  /** What to do about it, where that takes lines of its own. */
  readonly lines: readonly string[]

  constructor(message: string, lines: readonly string[] = []) {
    super(message)
    this.lines = lines
  }
}

/** Nobody can see from here whether the check holds; the message says why. */
export class Inconclusive extends Error {
  override name = 'Inconclusive'
}

/** @throws Failed */
export function must(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Failed(message)
}

/** The names of the variants, which a viewer may ask for without a format. */
export function variantsOf({ settings }: Subject): string[] {
  return Object.keys(settings.variants)
}
