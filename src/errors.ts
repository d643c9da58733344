/** Why an original has no renditions, in the words that a client, an error entry and the gallery show. */
export const reasons = {
  empty: 'the file is empty',
  'not-a-picture': 'the file is not a picture',
  unsupported: 'this kind of picture is not supported',
  'no-font': 'the drawing has text for which there is no font',
  'foreign-html': 'the drawing has labels in HTML, which are not drawn',
  damaged: 'the picture is damaged and cannot be decoded',
  'too-many-bytes': 'the file is larger than the limit',
  'too-many-pixels': 'the picture has more pixels than the limit',
  'too-costly': 'the picture takes more time or memory to decode than a picture may',
} as const

export type Reason = keyof typeof reasons

export function isReason(text: string | undefined): text is Reason {
  return text !== undefined && Object.hasOwn(reasons, text)
}

/** The original is at fault and stays so until it is replaced: trying again would change nothing. */
export class Refused extends Error {
  override name = 'Refused'
  readonly reason: Reason

  /** @param message short plain ASCII, fit for a client and for object metadata */
  constructor(reason: Reason, message: string = reasons[reason]) {
    super(message)
    this.reason = reason
  }
}

/**
 * How a decoder can end without saying anything about the picture: out of CPU time, out of memory, dead, or with a
 * message that nobody knows.
 */
export type Ending = 'time' | 'memory' | 'death' | 'message'

/** A decoder ended in a way that does not tell yet whether the picture or the machine is at fault. */
export class Unjudged extends Error {
  override name = 'Unjudged'
  readonly ending: Ending
  /** Whether the decoder had what every picture is promised: at least half a core all the while, and its memory. */
  readonly wasFed: boolean

  /** @param message short plain ASCII, fit for object metadata: it is told where this becomes the picture's verdict */
  constructor(ending: Ending, wasFed: boolean, message: string) {
    super(message)
    this.ending = ending
    this.wasFed = wasFed
  }
}

/** There is no original under this key. */
export class NoOriginal extends Error {
  override name = 'NoOriginal'

  constructor() {
    super('there is no such picture')
  }
}

/**
 * A folder cannot be used now: it is away, it may not be read, or its disk is full. That may pass, so nothing follows
 * from it. The message names the folder, so it is for the log and never for a client.
 */
export class PlaceFault extends Error {
  override name = 'PlaceFault'
  readonly kind: 'away' | 'unreadable' | 'unwritable'
  readonly place: string
  /** What the system said, such as `ENOSPC`. */
  readonly code: string

  constructor(kind: PlaceFault['kind'], place: string, code: string, message: string, cause?: unknown) {
    super(message, { cause })
    this.kind = kind
    this.place = place
    this.code = code
  }
}

/** An object was replaced or deleted while it was being read: reading it again gives the new one. */
export class Changed extends Error {
  override name = 'Changed'

  constructor() {
    super('the object changed while it was being read')
  }
}

/**
 * An object's bytes are in an archive, and nobody can read them until somebody has them restored. That is a state and no
 * verdict: what was made of an original before stays.
 */
export class Archived extends Error {
  override name = 'Archived'

  constructor() {
    super('this is not stored, and its original is archived and has to be restored first')
  }
}

/** An original that is no picture yet and may still be being written. */
export class Unfinished extends Error {
  override name = 'Unfinished'

  constructor() {
    super('the picture is still being written, try again in a moment')
  }
}

/** No object can have this key here: a folder or a link lies where its file would, or its path is reserved. */
export class NoRoom extends Error {
  override name = 'NoRoom'
}

/** More work is waiting than memory is set aside for. */
export class Busy extends Error {
  override name = 'Busy'

  constructor() {
    super('too much at once, try again in a moment')
  }
}

/** What an unknown error says of itself: it may be anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Waits for an answer and returns a refusal instead of throwing it. Every other fault throws. */
export async function orRefused<T>(answer: Promise<T>): Promise<T | Refused> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Refused) return error
    throw error
  }
}
