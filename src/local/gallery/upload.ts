import { NoRoom } from '../../errors.ts'
import { sniff } from '../../image/sniff.ts'
import { judge } from '../../original.ts'
import type { Ports } from '../../ports.ts'
import { hasCode } from '../../stores/fs-errors.ts'
import type { Condition } from '../../stores/store.ts'
import { findFreeKey } from './free-key.ts'
import { type Arrival, TooSlow } from './incoming.ts'
import { findKeyFault } from './key-fault.ts'

/** A picture that somebody sends. */
export interface Upload {
  readonly key: string
  /** What the sender says of its length, in bytes. */
  readonly length: number | null
  readonly body: ReadableStream<Uint8Array> | null
  /** The very original that it takes the place of; `null` where none must be there. */
  readonly replaces: string | null
}

/** What became of it. */
export type Received =
  | { readonly status: 201; readonly key: string }
  | { readonly status: 400 | 408 | 413 | 415 | 507; readonly message: string }
  /** The key is taken: by the original that `etag` names, or by what is none, such as a folder. */
  | { readonly status: 409; readonly message: string; readonly etag: string | null; readonly free: string | null }

/**
 * Stores a picture among the originals, whole or not at all, and asks for its renditions. It is held in memory until it
 * is whole; the caller opens the arrival, and closes it when this is done.
 *
 * @throws any other fault of the store
 */
export async function receive(
  ports: Ports,
  arrival: Arrival,
  { key, length, body, replaces }: Upload,
): Promise<Received> {
  const fault = findKeyFault(ports.catalogue, key)
  if (fault !== null) return { status: 400, message: fault }
  const most = ports.settings.limits.bytes
  const tooLarge = { status: 413, message: `a file may have ${most} bytes, and this one has more` } as const
  if (length !== null && length > most) return tooLarge
  const bytes = await arrival.read(body, most, (first) => isPicture(key, first)).catch(brokenOff)
  if (bytes === 'too-many') return tooLarge
  if ('status' in bytes) return bytes
  const verdict = judge(key, 'image/*', bytes.length, bytes, most) // whoever uploads something claims that it is a picture
  if (verdict instanceof Error) return { status: 415, message: verdict.message }
  const only: Condition = replaces === null ? 'absent' : { etag: replaces }
  try {
    const object = { body: bytes, contentType: typeOf(bytes), metadata: {} }
    if ((await ports.originals.put(key, object, only)) === null) return await taken(ports, key)
  } catch (error) {
    return explain(error)
  }
  await ports.queue.send({ key })
  return { status: 201, key }
}

function brokenOff(fault: unknown): Received & { readonly status: 400 | 408 } {
  if (fault instanceof TooSlow) return { status: 408, message: fault.message }
  return { status: 400, message: 'the upload broke off' }
}

function isPicture(key: string, first: Uint8Array): boolean {
  return judge(key, 'image/*', first.length, first, Infinity) === 'picture'
}

function typeOf(bytes: Uint8Array): string {
  const kind = sniff(bytes)
  return kind === 'svg' ? 'image/svg+xml' : `image/${kind}`
}

async function taken({ originals, catalogue }: Ports, key: string): Promise<Received> {
  const there = await originals.head(key)
  const free = await findFreeKey(originals, catalogue, key)
  return { status: 409, message: 'there is a picture of this name already', etag: there?.etag ?? null, free }
}

/** What the sender can mend, or must know. */
function explain(error: unknown): Received {
  if (error instanceof NoRoom) {
    const message = 'a folder has this name, or a file has the name of its folder: choose another one'
    return { status: 409, message, etag: null, free: null }
  }
  if (hasCode(error, ['ENAMETOOLONG'])) return { status: 400, message: 'the name is too long for this disk' }
  if (hasCode(error, ['ENOSPC', 'EDQUOT'])) return { status: 507, message: 'the disk is full' }
  if (hasCode(error, ['EROFS', 'EACCES', 'EPERM'])) {
    return { status: 507, message: 'the folder of the originals cannot be written' }
  }
  throw error
}
