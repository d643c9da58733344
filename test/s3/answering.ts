import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Fault } from './faults.ts'
import type { S3Answer } from './requests.ts'

/** How an answer went out. */
export interface Delivery {
  /** Bytes of the body that were handed to the network; the client may not have read them. */
  readonly sent: number
  /** False: the connection ended before the whole answer was out. */
  readonly isWhole: boolean
}

const PIECE = 65_536

/** Sends an answer no faster than the client reads it, as far as the fault lets it. */
export async function send(response: ServerResponse, answer: S3Answer, fault: Fault | null): Promise<Delivery> {
  if (fault?.kind === 'lose-answer') {
    response.destroy()
    return { sent: 0, isWhole: false }
  }
  response.writeHead(answer.status, { ...lengthOf(answer), ...answer.headers })
  response.flushHeaders()
  const breaksAt = fault !== null && 'afterBytes' in fault ? fault.afterBytes : answer.body.length
  const sent = await sendBody(response, answer.body.subarray(0, breaksAt))
  if (fault?.kind === 'reset') response.socket?.resetAndDestroy()
  if (fault?.kind === 'truncate') response.socket?.end()
  if (fault?.kind === 'reset' || fault?.kind === 'truncate') return { sent, isWhole: false }
  if (fault?.kind === 'stall') await Promise.race([fault.until, once(response, 'close')])
  const rest = await sendBody(response, answer.body.subarray(breaksAt))
  if (!response.destroyed) response.end()
  return { sent: sent + rest, isWhole: sent + rest === answer.body.length }
}

/** Returns how much was sent before the client went away. */
async function sendBody(response: ServerResponse, body: Buffer): Promise<number> {
  const gone = new AbortController()
  const abort = () => gone.abort()
  response.once('close', abort)
  for (let at = 0; at < body.length; at += PIECE) {
    if (response.destroyed) return at
    const isRoomLeft = response.write(body.subarray(at, at + PIECE))
    if (!isRoomLeft) await once(response, 'drain', { signal: gone.signal }).catch(() => {})
  }
  response.off('close', abort)
  return body.length
}

/** Gives the length of the body. An answer to HEAD, whose body is not sent, has a length of its own, which counts. */
function lengthOf({ status, body }: S3Answer): Record<string, string> {
  return status === 204 || status === 304 ? {} : { 'content-length': String(body.length) }
}
