import type { Catalogue } from '../config/catalogue.ts'
import type { Settings } from '../config/config.ts'
import type { Ask } from './ask.ts'

/** What a check has to go by. */
export interface Subject {
  readonly ask: Ask
  /** The key of a picture that is there. */
  readonly key: string
  readonly settings: Settings
  readonly catalogue: Catalogue
  /** The service is at a loopback address, where it may be for the pages of this machine only. */
  readonly isLocal?: boolean
  /** In ms, for what is to be stored: more than a minute unless there is no edge, which is the default. */
  readonly patience?: number
}

/** One thing that must hold. */
export interface Check {
  /** A few words. */
  readonly title: string
  /** The point of "The first real deployment" in docs/operating.md that it is about. */
  readonly point?: number
  /** Returns what is worth telling besides. @throws Failed where it does not hold, Unseen where it cannot be told */
  readonly run: (subject: Subject) => Promise<string | void>
}

/** It does not hold; the message says what was seen. */
export class Failed extends Error {
  override name = 'Failed'
}

/** Whether it holds cannot be seen from here; the message says why. */
export class Unseen extends Error {
  override name = 'Unseen'
}

/** @throws Failed */
export function must(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Failed(message)
}
