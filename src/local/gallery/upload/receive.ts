import type { Semaphore } from '../../../core/semaphore.ts'
import { judge } from '../../../core/original.ts'
import type { Ports } from '../../../core/ports.ts'
import { NoRoom, Refused, orRefused } from '../../../errors.ts'
import { isMisleading, withExtension } from '../../../image/kinds.ts'
import type { Kind } from '../../../image/kinds.ts'
import { sniff } from '../../../image/sniff.ts'
import { hasCode } from '../../../stores/folder/fs-errors.ts'
import type { Condition } from '../../../stores/store.ts'
import { type Arrival, TooSlow } from './incoming.ts'
import { findFreeKey, findKeyFault } from './key.ts'

/** A picture that somebody sends. */
export interface Upload {
  readonly key: string
  /** The length in bytes that the sender announces. */
  readonly length: number | null
  readonly body: ReadableStream<Uint8Array> | null
  /** The very original that it takes the place of; `null` where none must be there. */
  readonly replaces: string | null
}

/** What became of a picture that somebody sent. */
export type Received =
  /** `note` is for the sender, where it has another name than was asked for. */
  | { readonly status: 201; readonly key: string; readonly note?: string }
  | { readonly status: 400 | 408 | 413 | 415 | 507; readonly message: string }
  /** The key is taken: by the original that `etag` names, or by what is none, such as a folder. */
  | {
      readonly status: 409
      readonly key: string
      readonly message: string
      readonly etag: string | null
      readonly free: string | null
    }

/**
 * Stores a picture among the originals, whole or not at all, and asks for its renditions. It must be one that can be
 * decoded, and is named by what it is: a phone's JPEG that is called `.HEIC` becomes a `.jpg`. It is held in memory until it
 * is whole, and the caller opens the arrival, and closes it when this is done.
 *
 * @param semaphore bounds how many are decoded at once
 * @throws Unjudged or Busy where it cannot be tried out now, and any other fault of the store
 */
export async function receive(ports: Ports, semaphore: Semaphore, arrival: Arrival, upload: Upload): Promise<Received> {
  const { key: asked, length, body, replaces } = upload
  const fault = findKeyFault(ports.catalogue, asked)
  if (fault !== null) return { status: 400, message: fault }
  const most = ports.settings.limits.bytes
  const tooLarge = { status: 413, message: `a file may have ${most} bytes, and this one has more` } as const
  if (length !== null && length > most) return tooLarge
  const bytes = await arrival.read(body, most, (first) => isPicture(asked, first)).catch(brokenOff)
  if (bytes === 'too-many') return tooLarge
  if ('status' in bytes) return bytes
  const kind = await tryDecoding(ports, semaphore, asked, bytes)
  if (kind instanceof Refused) return { status: 415, message: kind.message }
  const key = isMisleading(asked, kind) ? withExtension(asked, kind) : asked
  const only: Condition = replaces === null ? 'absent' : { etag: replaces }
  try {
    const object = { body: bytes, contentType: typeOf(kind), metadata: {} }
    if ((await ports.originals.put(key, object, only)) === null) return await taken(ports, key)
  } catch (error) {
    return explain(error, key)
  }
  await ports.queue.send({ key })
  if (key === asked) return { status: 201, key }
  return { status: 201, key, note: `what is in it is ${kind.toUpperCase()}` }
}

function brokenOff(fault: unknown): Received & { readonly status: 400 | 408 } {
  if (fault instanceof TooSlow) return { status: 408, message: fault.message }
  return { status: 400, message: 'the upload broke off' }
}

function isPicture(key: string, first: Uint8Array): boolean {
  return judge(key, 'image/*', first.length, first, Infinity) === 'picture'
}

function typeOf(kind: Kind): string {
  return kind === 'svg' ? 'image/svg+xml' : `image/${kind}`
}

async function taken({ originals, catalogue }: Ports, key: string): Promise<Received> {
  const there = await originals.head(key)
  const free = await findFreeKey(originals, catalogue, key)
  return { status: 409, key, message: 'there is a picture of this name already', etag: there?.etag ?? null, free }
}

/** Says a fault that the sender can mend, or must know of, in words for them. @throws every other fault */
function explain(error: unknown, key: string): Received {
  if (error instanceof NoRoom) {
    const message = 'a folder has this name, or a file has the name of its folder: choose another one'
    return { status: 409, key, message, etag: null, free: null }
  }
  if (hasCode(error, ['ENAMETOOLONG'])) return { status: 400, message: 'the name is too long for this disk' }
  if (hasCode(error, ['ENOSPC', 'EDQUOT'])) return { status: 507, message: 'the disk is full' }
  if (hasCode(error, ['EROFS', 'EACCES', 'EPERM'])) {
    return { status: 507, message: 'the folder of the originals cannot be written' }
  }
  throw error
}

/** How long decoding may take, in ms, since somebody waits. */
const PATIENCE_MS = 25_000

/**
 * Judges and decodes what somebody sends, as it will be once it is stored, so that they hear at once what is wrong with
 * it. Whoever uploads something claims that it is a picture.
 *
 * @param semaphore bounds how much is decoded at once
 * @returns what it is, or why it is refused
 * @throws Unjudged or Busy where that cannot be told now
 */
async function tryDecoding(
  ports: Ports,
  semaphore: Semaphore,
  key: string,
  bytes: Uint8Array,
): Promise<Kind | Refused> {
  const { openPicture, settings, catalogue } = ports
  const verdict = judge(key, 'image/*', bytes.length, bytes, settings.limits.bytes)
  if (verdict instanceof Refused) return verdict
  const kind = sniff(bytes)
  if (kind === null) return new Refused('not-a-picture')
  const release = await semaphore.acquire()
  try {
    const picture = await orRefused(openPicture(bytes, settings.limits, catalogue.boxes, null, { wallMs: PATIENCE_MS }))
    if (picture instanceof Refused) return picture
    picture.close()
    return kind
  } finally {
    release()
  }
}
