import { type Ending, type Reason, Refused, Unjudged } from '../errors.ts'
import type { Facts } from '../image/facts.ts'
import type { Focus } from '../image/geometry.ts'
import type { Inspection } from '../image/inspect.ts'
import type { Kind } from '../image/kinds.ts'
import type { Box, Limits, Making, Rendered } from '../recipe.ts'

/** The procedures that a decoder is called for remotely: their parameters, and what they return. It has one picture at a time. */
export interface Methods {
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
  /** Whether it could get so many bytes of memory, and can decode at all. */
  prove: [number, boolean]
  inspect: [
    { readonly bytes: Uint8Array; readonly kind: Kind; readonly limits: Limits; readonly boxes: readonly Box[] },
    Omit<Inspection, 'refused'> & { readonly refused: Refusal | null },
  ]
}

export type Method = keyof Methods

export interface Call<V extends Method = Method> {
  readonly id: number
  readonly method: V
  readonly params: Methods[V][0]
}

interface Refusal {
  readonly kind: 'refused'
  readonly reason: Reason
  readonly message: string
}

/** An error, as plain data: errors do not cross from one process to the other as they are. */
export type Failure =
  | Refusal
  | { readonly kind: 'unjudged'; readonly ending: Ending; readonly wasFed: boolean; readonly message: string }
  | { readonly kind: 'fault'; readonly message: string; readonly stack: string | undefined }

export type Reply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: Failure }
  /** The process has begun, and can be called. */
  | { readonly ready: true }

/** Makes data of an error, so that another process can throw it. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Refused) return refusalOf(error)
  if (error instanceof Unjudged) {
    const { ending, wasFed, message } = error
    return { kind: 'unjudged', ending, wasFed, message }
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  return { kind: 'fault', message, stack }
}

/** Makes an error of its data again. */
export function errorOf(failure: Failure): Error {
  if (failure.kind === 'refused') return refusedOf(failure)
  if (failure.kind === 'unjudged') return new Unjudged(failure.ending, failure.wasFed, failure.message)
  const error = new Error(failure.message)
  if (failure.stack !== undefined) error.stack = failure.stack
  return error
}

export function refusalOf({ reason, message }: Refused): Refusal {
  return { kind: 'refused', reason, message }
}

export function refusedOf({ reason, message }: Refusal): Refused {
  return new Refused(reason, message)
}
