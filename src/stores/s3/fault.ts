import { InvalidObjectState, S3ServiceException } from '@aws-sdk/client-s3'
import { Archived } from '../../errors.ts'

/**
 * S3, or the way to it, kept the store from knowing or doing something. The message is for logs and names no bucket or
 * key.
 */
export class S3Fault extends Error {
  override name = 'S3Fault'
  /** What S3 answered; `undefined` where it did not answer. */
  readonly status: number | undefined

  /** @param operation as S3 calls it, such as `GetObject` */
  constructor(operation: string, cause: unknown) {
    super(`${operation}: ${describe(cause)}`, { cause })
    this.status = cause instanceof S3ServiceException ? cause.$metadata.httpStatusCode : undefined
  }
}

/** Whether S3's refusal is an answer rather than a fault. */
export type IsAnswer = (status: number | undefined, code: string) => boolean

/** Whether HEAD found nothing. Its refusals have no body, so they have no code either. */
export const isNotFound: IsAnswer = (status) => status === 404

/** Whether GET found nothing. A missing bucket is a 404 as well, but a fault. */
export const isNoSuchKey: IsAnswer = (status, code) => status === 404 && code === 'NoSuchKey'

/** Whether a conditional write was refused: the condition does not hold, or another write got in between. */
export const isRefusedWrite: IsAnswer = (status, code) => status === 412 || status === 409 || isNoSuchKey(status, code)

/**
 * Waits for a request. Returns `null` where S3 refuses it and that is an answer; none is, by default.
 *
 * @throws S3Fault; Archived where S3 cannot read the object until somebody has restored it
 */
export async function ask<T>(operation: string, request: Promise<T>): Promise<T>
export async function ask<T>(operation: string, request: Promise<T>, isAnswer: IsAnswer): Promise<T | null>
export async function ask<T>(operation: string, request: Promise<T>, isAnswer?: IsAnswer): Promise<T | null> {
  try {
    return await request
  } catch (error) {
    // HEAD's 403 and 412 are called `Unknown`, so the status counts.
    if (error instanceof S3ServiceException && isAnswer?.(error.$metadata.httpStatusCode, error.name)) return null
    if (error instanceof InvalidObjectState) throw new Archived()
    throw new S3Fault(operation, error)
  }
}

function describe(cause: unknown): string {
  if (cause instanceof S3ServiceException) {
    const { httpStatusCode, requestId, attempts } = cause.$metadata
    return `${httpStatusCode} ${cause.name}, attempts ${attempts}, request ${requestId}`
  }
  if (!(cause instanceof Error)) return String(cause)
  return 'code' in cause ? `${String(cause.code)} ${cause.message}` : `${cause.name} ${cause.message}`
}
