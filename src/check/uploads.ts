import { randomUUID } from 'node:crypto'
import { messageOf } from '../errors.ts'
import type { Size } from '../image/geometry.ts'
import { drawTestPicture } from '../image/test-picture.ts'
import type { Store } from '../stores/store.ts'
import { Failed, Inconclusive, must } from './check.ts'

/** What a check uploads, in a folder of its own. */
export interface Uploads {
  /** `sizewright-check/<random>`, which the caller puts below a prefix. */
  readonly folder: string
  /** Uploads a picture in place of what is there. @throws Failed where somebody else writes the same key */
  upload(key: string, size: Size): Promise<void>
  /** @throws Failed unless the key was uploaded */
  mustHave(key: string): void
  /** Removes an upload. @throws Failed where it stays */
  remove(key: string): Promise<void>
  /** Removes everything that is left, whatever fails, and takes no more uploads. @throws Failed naming what stays */
  clear(): Promise<void>
}

export function createUploads(originals: Store): Uploads {
  const begun = new Set<string>() // what may be there, though it is not sure: an answer may get lost
  const uploaded = new Set<string>()
  let isCleared = false
  let writing: Promise<unknown> = Promise.resolve()

  async function write(key: string, size: Size): Promise<void> {
    const body = await drawTestPicture(size)
    const there = await originals.head(key)
    must(!isCleared, 'everything is being taken away already')
    begun.add(key)
    const object = { body, contentType: 'image/jpeg', metadata: {} }
    const done = await originals.put(key, object, there === null ? 'absent' : { etag: there.etag })
    must(done !== null, 'somebody else has written the same key')
    uploaded.add(key)
  }

  async function remove(key: string): Promise<void> {
    const there = await originals.head(key)
    if (there !== null) await originals.delete(key, there.etag)
    must((await originals.head(key)) === null, 'it is there after its deletion')
    begun.delete(key)
    uploaded.delete(key)
  }

  return {
    folder: `sizewright-check/${randomUUID()}`,
    async upload(key, size) {
      const written = write(key, size)
      writing = written.catch(() => {})
      await written
    },
    mustHave: (key) => must(uploaded.has(key), 'the upload that it needs did not get through'),
    remove,
    async clear() {
      isCleared = true
      await writing
      const left: string[] = []
      for (const key of begun) {
        const fault = await remove(key).then(() => null, messageOf)
        if (fault !== null) left.push(`${key} (${fault})`)
      }
      if (left.length > 0) throw new Failed(`delete it by hand: ${left.join(', ')}`)
    },
  }
}

/** Stands in where nobody has said where to upload: every check that needs an upload then says so. */
export function noUploads(): Uploads {
  const refuse = () => {
    throw new Inconclusive('it needs --upload-to s3://BUCKET')
  }
  return {
    folder: 'sizewright-check',
    mustHave: refuse,
    upload: async () => refuse(),
    remove: async () => refuse(),
    clear: async () => refuse(),
  }
}
