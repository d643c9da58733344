import type { Ending, Reason } from '../errors.ts'
import type { Facts } from '../image/facts.ts'
import type { Focus } from '../image/geometry.ts'
import type { Inspection } from '../image/inspect.ts'
import type { Kind } from '../image/kinds.ts'
import type { Box, Limits, Making, Rendered } from '../recipe.ts'

/** What a decoder is asked, and what it gives. It has one picture at a time. */
export interface Asked {
  open: [
    {
      readonly bytes: Uint8Array
      readonly limits: Limits
      readonly boxes: readonly Box[]
      readonly focus: Focus | null
    },
    null,
  ]
  /** A making is sent once, for it may hold a watermark, and has a number from then on. */
  render: [{ readonly number: number; readonly making?: Making }, Rendered]
  facts: [null, Facts]
  close: [null, null]
  /** Whether it could get so many bytes, and can decode at all. */
  prove: [number, boolean]
  inspect: [
    { readonly bytes: Uint8Array; readonly kind: Kind; readonly limits: Limits; readonly boxes: readonly Box[] },
    Omit<Inspection, 'refused'> & { readonly refused: Extract<Failure, { kind: 'refused' }> | null },
  ]
}

export type Verb = keyof Asked

export interface Question<V extends Verb = Verb> {
  readonly id: number
  readonly verb: V
  readonly about: Asked[V][0]
}

/** Errors do not cross from one process to the other as they are. */
export type Failure =
  | { readonly kind: 'refused'; readonly reason: Reason; readonly message: string }
  | { readonly kind: 'unjudged'; readonly ending: Ending; readonly wasFed: boolean; readonly message: string }
  | { readonly kind: 'fault'; readonly message: string; readonly stack: string | undefined }

export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: Failure }
  /** It has begun, and can be asked. */
  | { readonly ready: true }
