import { Refused, Unjudged } from '../errors.ts'
import type { Failure } from './messages.ts'

export type Refusal = Extract<Failure, { kind: 'refused' }>

/** An error, so that another process can throw it. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Refused) return refusal(error)
  if (error instanceof Unjudged) {
    const { ending, wasFed, message } = error
    return { kind: 'unjudged', ending, wasFed, message }
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  return { kind: 'fault', message, stack }
}

/** The error that it was. */
export function errorOf(failure: Failure): Error {
  if (failure.kind === 'refused') return refusedOf(failure)
  if (failure.kind === 'unjudged') return new Unjudged(failure.ending, failure.wasFed, failure.message)
  const error = new Error(failure.message)
  if (failure.stack !== undefined) error.stack = failure.stack
  return error
}

export function refusal({ reason, message }: Refused): Refusal {
  return { kind: 'refused', reason, message }
}

export function refusedOf({ reason, message }: Refusal): Refused {
  return new Refused(reason, message)
}
