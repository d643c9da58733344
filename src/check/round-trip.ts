import { randomUUID } from 'node:crypto'
import { readHeader } from '../image/header.ts'
import { drawTestPicture } from '../image/test-picture.ts'
import { viewerPath } from '../path.ts'
import type { Store } from '../stores/store.ts'
import type { Answer } from './ask.ts'
import { type Check, Failed, must, type Subject } from './check.ts'
import { variantsOf } from './pictures.ts'

/** In ms. */
const LOOK_EVERY = 500

/** Names that somebody between the viewer and the bucket may read in another way. */
const HOSTILE = ['été 1+1 100%.jpg', 'a#b?c.jpg', '_x41.jpg', `${'long'.repeat(60)}.jpg`, 'a&b;c=d,e!f(g)*h~i.jpg']

/** Two pictures that can be told apart by their shape. */
const WIDE = { width: 400, height: 200 }
const HIGH = { width: 200, height: 400 }

/**
 * Uploads, replaces and deletes, in a folder of its own below the first public prefix, and takes everything away again.
 *
 * @param patience how long anything may take to arrive, in ms
 */
export function roundTripChecks(originals: Store, patience = 180_000): readonly Check[] {
  const folder = `sizewright-check/${randomUUID()}`
  const placed = new Set<string>()

  async function upload(key: string, size: typeof WIDE): Promise<void> {
    placed.add(key)
    const there = await originals.head(key)
    const object = {
      body: await drawTestPicture(size),
      contentType: 'image/jpeg',
      metadata: {},
    }
    const done = await originals.put(key, object, there === null ? 'absent' : { etag: there.etag })
    must(done !== null, 'somebody else has written the same key')
  }

  async function remove(key: string): Promise<void> {
    const there = await originals.head(key)
    if (there !== null) await originals.delete(key, there.etag)
    placed.delete(key)
  }

  async function until(
    { ask }: Subject,
    name: string,
    key: string,
    otherwise: string,
    holds: (answer: Answer) => boolean | Promise<boolean>,
  ): Promise<void> {
    const end = Date.now() + patience
    for (;;) {
      const answer = await ask(viewerPath(name, key))
      if (await holds(answer)) return
      if (Date.now() > end) {
        throw new Failed(`${otherwise} after ${patience / 1000} s; the last answer was ${answer.status}`)
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY))
    }
  }

  const keyOf = ({ settings }: Subject, name: string) => `${settings.prefixes[0]}${folder}/${name}`

  return [
    {
      title: 'an upload is there in every size, stored in advance',
      async run(subject) {
        const key = keyOf(subject, 'boat.jpg')
        await upload(key, WIDE)
        const names = [...subject.catalogue.pictures.values()].filter(({ prewarm }) => prewarm)
        return timed(async () => {
          for (const { name } of names) {
            await until(
              subject,
              name,
              key,
              `${name} is not stored`,
              ({ status, headers }) => status === 200 && headers['etag'] !== undefined,
            )
          }
        })
      },
    },
    {
      title: 'names of any kind reach it',
      point: 1,
      async run(subject) {
        const [variant = ''] = variantsOf(subject)
        for (const name of HOSTILE) {
          const key = keyOf(subject, name)
          await upload(key, WIDE)
          await until(
            subject,
            variant,
            key,
            `${name} is never there`,
            async (answer) => (await shapeOf(subject, answer)) === 'wide',
          )
        }
      },
    },
    {
      title: 'a replaced picture is replaced at the edge',
      point: 4,
      async run(subject) {
        const key = keyOf(subject, 'boat.jpg')
        const wholes = [...subject.catalogue.pictures.values()].filter(
          ({ box, prewarm }) => prewarm && box.fit === 'inside',
        )
        for (const { name } of wholes) await subject.ask(viewerPath(name, key))
        await upload(key, HIGH)
        return timed(async () => {
          for (const { name } of wholes) {
            await until(
              subject,
              name,
              key,
              `${name} stays the old one`,
              async (answer) => (await shapeOf(subject, answer)) === 'high',
            )
          }
        })
      },
    },
    {
      title: 'a deleted picture is gone from the edge',
      point: 4,
      async run(subject) {
        const key = keyOf(subject, 'boat.jpg')
        const [variant = ''] = variantsOf(subject)
        await remove(key)
        return timed(() => until(subject, variant, key, 'it is still there', ({ status }) => status === 404))
      },
    },
    {
      title: 'what did not exist comes when it is uploaded',
      point: 4,
      async run(subject) {
        const key = keyOf(subject, 'later.jpg')
        const [variant = ''] = variantsOf(subject)
        const { status } = await subject.ask(viewerPath(variant, key))
        must(status === 404, `before the upload it is answered with ${status}`)
        await upload(key, WIDE)
        return timed(() => until(subject, variant, key, 'it stays 404', (answer) => answer.status === 200))
      },
    },
    {
      title: 'everything that was uploaded is taken away again',
      async run() {
        for (const key of placed) await remove(key)
      },
    },
  ]
}

async function timed(work: () => Promise<void>): Promise<string> {
  const start = performance.now()
  await work()
  return `${((performance.now() - start) / 1000).toFixed(1)} s`
}

async function shapeOf({ settings }: Subject, { status, body }: Answer): Promise<'wide' | 'high' | null> {
  if (status !== 200) return null
  const { width, height } = (await readHeader(body, settings.limits)).size
  // A crop has lost its shape: that it is there must do.
  return width < height ? 'high' : 'wide'
}
