import { viewerPath } from '../path.ts'
import type { Reply } from './ask.ts'
import { type Check, type Subject, Inconclusive, must, variantsOf } from './check.ts'
import type { Uploads } from './uploads.ts'
import { WIDE, isStored, shapeOf, waitUntil } from './wait.ts'

/** Names that somebody between the viewer and the bucket may read in another way; the last has about 900 bytes with its folder. */
const HOSTILE = ['été 1+1 100%.jpg', 'a#b?c.jpg', '_x41.jpg', 'a&b;c=d,e!f(g)*h~i.jpg', `${'long/'.repeat(165)}end.jpg`]

/**
 * Checks that both origins give the same. A picture that is asked for before it is stored comes from the function, and
 * later from the bucket: byte for byte the same.
 *
 * @param patience how long anything may take to arrive, in ms
 */
export function bothOriginsChecks(uploads: Uploads, patience = 180_000): readonly Check[] {
  const keyOf = ({ settings }: Subject, name: string) => `${settings.prefixes[0]}${uploads.folder}/${name}`

  async function mustStaySame(subject: Subject, key: string, name: string, first: Reply): Promise<void> {
    const otherwise = `${key} is not stored`
    const stored = await waitUntil(subject, patience, { name, key, otherwise, holds: isStored })
    must(stored.body.equals(first.body), `${key} is stored as another picture than the one that came first`)
  }

  return [
    {
      title: 'names of any kind reach both origins',
      point: 1,
      async run(subject) {
        const name = onDemand(subject)
        const keys = hostileKeys(subject, uploads.folder)
        if (keys.length === 0) throw new Inconclusive('the prefix leaves no room for a longer key')
        const firsts: [key: string, first: Reply][] = []
        for (const key of keys) {
          await uploads.upload(key, WIDE)
          const holds = async (answer: Reply) => (await shapeOf(subject, answer)) === 'wide'
          firsts.push([key, await waitUntil(subject, patience, { name, key, otherwise: `${key} is not there`, holds })])
        }
        for (const [key, first] of firsts) await mustStaySame(subject, key, name, first)
        const made = firsts.filter(([, first]) => !isStored(first)).length
        return `${made} of ${keys.length} were made for the request first`
      },
    },
    {
      title: 'conditions and ranges spoil nothing that is not stored yet',
      point: 6,
      async run(subject) {
        const name = onDemand(subject)
        const key = keyOf(subject, 'conditions.jpg')
        await uploads.upload(key, WIDE)
        const target = viewerPath(name, key)
        await subject.ask(target, { headers: { 'If-None-Match': '"x"', Range: 'bytes=0-9' } })
        const plain = await subject.ask(target)
        const isWhole = (await shapeOf(subject, plain)) === 'wide'
        must(isWhole, `the next plain request is answered with ${plain.status} and ${plain.body.length} bytes`)
        await mustStaySame(subject, key, name, plain)
      },
    },
  ]
}

/** The keys with hostile names that there may be below the first public prefix. */
export function hostileKeys({ catalogue, settings }: Subject, folder: string): string[] {
  return HOSTILE.map((name) => `${settings.prefixes[0]}${folder}/${name}`).filter((key) => catalogue.serves(key))
}

/**
 * A variant that is not made in advance, where there is one, since its first answer is sure to come from the function: the
 * narrowest, or it may be stored as another one that shows the whole picture, too.
 */
export function onDemand(subject: Subject): string {
  const lazy = [...subject.catalogue.pictures.values()].filter(({ name, prewarm }) => !prewarm && !name.includes('.'))
  const [narrowest] = lazy.toSorted((a, b) => a.box.width - b.box.width)
  return narrowest?.name ?? variantsOf(subject)[0] ?? ''
}
