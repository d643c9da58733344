import type { PictureRendition } from '../config/catalogue.ts'
import { viewerPath } from '../path.ts'
import type { Store } from '../stores/store.ts'
import { hitOf } from './answers.ts'
import { bothOriginsChecks } from './both-origins.ts'
import { type Check, type Subject, Inconclusive, must, variantsOf } from './check.ts'
import { type Uploads, createUploads, noUploads } from './uploads.ts'
import { HIGH, WIDE, isStored, isThere, shapeOf, withDuration, waitUntil } from './wait.ts'

/** The checks that upload something. */
export interface UploadChecks {
  /** The last of them removes every upload again. */
  readonly checks: readonly Check[]
  /** Removes every upload, where the checks are stopped before their last. */
  clear(): Promise<void>
}

/**
 * @param originals where to upload; `null` where nothing may be uploaded, which the checks then say
 * @param patience how long anything may take to arrive, in ms
 */
export function createUploadChecks(originals: Store | null, patience?: number): UploadChecks {
  const uploads = originals === null ? noUploads() : createUploads(originals)
  const clear = { title: 'everything that was uploaded is taken away again', run: () => uploads.clear() }
  return {
    checks: [...roundTripChecks(uploads, patience), ...bothOriginsChecks(uploads, patience), clear],
    clear: clear.run,
  }
}

/**
 * Checks that upload, replace and delete below the first public prefix.
 *
 * @param patience how long anything may take to arrive, in ms
 */
function roundTripChecks(uploads: Uploads, patience = 180_000): readonly Check[] {
  const keyOf = ({ settings }: Subject, name: string) => `${settings.prefixes[0]}${uploads.folder}/${name}`

  return [
    {
      title: 'an upload is there in every size, stored in advance',
      async run(subject) {
        const key = keyOf(subject, 'boat.jpg')
        await uploads.upload(key, WIDE)
        return withDuration(async () => {
          for (const { name } of inAdvance(subject)) {
            await waitUntil(subject, patience, { name, key, otherwise: `${name} is not stored`, holds: isStored })
          }
        })
      },
    },
    {
      title: 'a replaced picture is replaced at the edge',
      point: 4,
      async run(subject) {
        const key = keyOf(subject, 'boat.jpg')
        uploads.mustHave(key)
        const wholes = inAdvance(subject).filter(({ box }) => box.fit === 'inside')
        if (wholes.length === 0) throw new Inconclusive('every size is a crop, which looks the same')
        for (const { name } of wholes) {
          const ask = () => subject.ask(viewerPath(name, key))
          must((await shapeOf(subject, await ask())) === 'wide', `${name} is not there before`)
          await hitOf(ask)
        }
        await uploads.upload(key, HIGH)
        return withDuration(async () => {
          for (const { name } of wholes) {
            await waitUntil(subject, patience, {
              name,
              key,
              otherwise: `${name} stays the old one`,
              holds: async (answer) => (await shapeOf(subject, answer)) === 'high',
            })
          }
        })
      },
    },
    {
      title: 'a deleted picture is gone from the edge',
      point: 4,
      async run(subject) {
        const key = keyOf(subject, 'boat.jpg')
        const [name = ''] = variantsOf(subject)
        uploads.mustHave(key)
        const { status } = await subject.ask(viewerPath(name, key))
        must(status === 200, `before the deletion it is answered with ${status}`)
        await uploads.remove(key)
        const isGone = (answer: { status: number }) => answer.status === 404
        return withDuration(() =>
          waitUntil(subject, patience, { name, key, otherwise: 'it is still there', holds: isGone }),
        )
      },
    },
    {
      title: 'what did not exist comes when it is uploaded',
      point: 4,
      async run(subject) {
        const key = keyOf(subject, 'later.jpg')
        const [name = ''] = variantsOf(subject)
        const { status } = await subject.ask(viewerPath(name, key))
        await uploads.upload(key, WIDE)
        must(status === 404, `before the upload it is answered with ${status}`)
        return withDuration(() =>
          waitUntil(subject, patience, { name, key, otherwise: 'it stays away', holds: isThere }),
        )
      },
    },
    {
      title: 'an upload beside the public prefixes is not to be had',
      point: 10,
      async run(subject) {
        const key = `${uploads.folder}/beside.jpg`
        if (subject.catalogue.isPublic(key)) throw new Inconclusive('its place is public, too')
        await uploads.upload(key, WIDE)
        const { status } = await subject.ask(viewerPath(variantsOf(subject)[0] ?? '', key))
        must(status === 404, `it is answered with ${status}`)
      },
    },
    {
      title: 'an upload with a hidden name is not to be had',
      point: 10,
      async run(subject) {
        if (subject.catalogue.table.hidden) throw new Inconclusive('hidden names are served')
        const key = keyOf(subject, '.boat.jpg')
        await uploads.upload(key, WIDE)
        const { status } = await subject.ask(viewerPath(variantsOf(subject)[0] ?? '', key))
        must(status === 404, `it is answered with ${status}`)
      },
    },
  ]
}

/** The renditions that an upload has at once. */
export function inAdvance({ catalogue }: Subject): PictureRendition[] {
  return [...catalogue.pictures.values()].filter(({ prewarm }) => prewarm)
}
