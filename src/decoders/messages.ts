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
    Omit<Inspection, 'refused'> & { readonly refused: SerializedRefusal | null },
  ]
}

export type Method = keyof Methods

export interface DecoderCall<V extends Method = Method> {
  readonly id: number
  readonly method: V
  readonly params: Methods[V][0]
}

interface SerializedRefusal {
  readonly kind: 'refused'
  readonly reason: Reason
  readonly message: string
}

/** An error as plain data, so that another process can throw it: errors do not cross over as they are. */
export type SerializedError =
  | SerializedRefusal
  | { readonly kind: 'unjudged'; readonly ending: Ending; readonly wasFed: boolean; readonly message: string }
  | { readonly kind: 'fault'; readonly message: string; readonly stack: string | undefined }

export type DecoderReply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: SerializedError }
  /** The process has begun, and can be called. */
  | { readonly ready: true }

export function serializeError(error: unknown): SerializedError {
  if (error instanceof Refused) return serializeRefusal(error)
  if (error instanceof Unjudged) {
    const { ending, wasFed, message } = error
    return { kind: 'unjudged', ending, wasFed, message }
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  return { kind: 'fault', message, stack }
}

export function deserializeError(data: SerializedError): Error {
  if (data.kind === 'refused') return deserializeRefusal(data)
  if (data.kind === 'unjudged') return new Unjudged(data.ending, data.wasFed, data.message)
  const error = new Error(data.message)
  if (data.stack !== undefined) error.stack = data.stack
  return error
}

export function serializeRefusal({ reason, message }: Refused): SerializedRefusal {
  return { kind: 'refused', reason, message }
}

export function deserializeRefusal({ reason, message }: SerializedRefusal): Refused {
  return new Refused(reason, message)
}
