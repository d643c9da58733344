import type { Ports } from '../../../core/ports.ts'
import { NoRoom } from '../../../errors.ts'
import type { Focus } from '../../../image/geometry.ts'
import { hasCode } from '../../../stores/folder/fs-errors.ts'
import { metadataKey } from '../../../stores/folder/user-metadata.ts'
import type { Store } from '../../../stores/store.ts'
import { readMetadata } from './read-metadata.ts'

/** A focus point that somebody sets, or removes. */
export interface NewFocus {
  readonly key: string
  /** `null` removes it. */
  readonly focus: Focus | null
  /** Names the metadata that they have seen; `null` where they saw none. */
  readonly seen: string | null
}

/** What became of it; a message is for whoever set it. */
export type FocusSet =
  | { readonly status: 200 }
  | { readonly status: 400 | 404 | 409 | 422 | 507; readonly message: string }

/**
 * Writes the focus point into the file beside a picture, all else that it says being kept, and asks for the renditions.
 * Of several who saw the same file one is heard.
 *
 * @param store is where an original's user metadata is an object of its own
 * @throws any fault that the sender can do nothing about
 */
export async function setFocus(ports: Ports, store: Store, asked: NewFocus): Promise<FocusSet> {
  const { key } = asked
  const isThere = ports.catalogue.serves(key) && (await ports.originals.head(key)) !== null
  if (!isThere) return { status: 404, message: 'there is no such picture' }
  try {
    const done = await write(store, asked)
    if (done.status === 200) await ports.queue.send({ key })
    return done
  } catch (error) {
    return explain(error, metadataKey(key))
  }
}

async function write(store: Store, { key, focus, seen }: NewFocus): Promise<FocusSet> {
  const name = metadataKey(key)
  const found = await readMetadata(store, key)
  if ('fault' in found) return { status: 422, message: `${found.fault}: mend it, or delete it, first` }
  const { etag, fields } = found
  const { focus: _, ...others } = fields
  const wanted = focus === null ? others : { ...others, focus: `${focus.x},${focus.y}` }
  const isDone = etag === seen && (await replace(store, name, etag, wanted))
  if (isDone) return { status: 200 }
  return { status: 409, message: `${name} has changed meanwhile: look at the page again, then set the point` }
}

/** Puts fields in the place of those that were read. Returns false where the file is not the same any more. */
async function replace(store: Store, name: string, etag: string | null, fields: object): Promise<boolean> {
  if (Object.keys(fields).length === 0) return etag === null || store.delete(name, etag)
  const body = Buffer.from(`${JSON.stringify(fields, null, 2)}\n`)
  const object = { body, contentType: 'application/json', metadata: {} }
  return (await store.put(name, object, etag === null ? 'absent' : { etag })) !== null
}

/** Says a fault that the sender can mend, or must know of, in words for them. @throws every other fault */
function explain(error: unknown, name: string): FocusSet {
  if (error instanceof NoRoom) return { status: 409, message: `a folder or a link is called ${name}: rename it first` }
  if (hasCode(error, ['ENAMETOOLONG'])) return { status: 400, message: `the name ${name} is too long for this disk` }
  if (hasCode(error, ['ENOSPC', 'EDQUOT'])) return { status: 507, message: 'the disk is full' }
  if (hasCode(error, ['EROFS', 'EACCES', 'EPERM'])) {
    return { status: 507, message: 'the folder of the originals cannot be written' }
  }
  throw error
}
