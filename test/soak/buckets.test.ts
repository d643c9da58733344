import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { decoders } from '../../src/image/sniff.ts'
import { INDEX } from '../../src/local/settled/index-object.ts'
import { escapeKey, printPath } from '../../src/path.ts'
import { s3Store } from '../../src/stores/s3.ts'
import type { Store } from '../../src/stores/store.ts'
import type { Chance } from '../crash/random.ts'
import { createTruth } from '../crash/truth.ts'
import { folders } from '../local/running.ts'
import { environmentFor, startS3 } from '../s3/server.ts'
import { bytesOf, keysOf } from '../world.ts'
import { type Answers, findWrong } from './answers.ts'
import { settle } from './settle.ts'
import { config, ENDS, makeFiles, MINUTES, type Soak, soak } from './soak.ts'

const PLACES = ['--originals', 's3://photos/in', '--processed', 's3://photos/made', '--errors', 's3://photos-failed']
const KEYS = ['a.jpg', 'c_x41.jpg', 'holiday/été 1+1.jpg', '1.jpg', '2.jpg', '3.jpg', '4.jpg', '5.jpg'] as const
const FOCUSES = ['', '', '0.1,0.2', '0.9,0.8'] as const

const catalogue = createCatalogue(resolveConfig(config), decoders)
const NAMES = [...catalogue.renditions.keys()]

it(`buckets are served as they are, through their share of ${MINUTES} minutes of changes`, async () => {
  const server = await startS3()
  onTestFinished(() => server.close())
  for (const bucket of ['photos', 'photos-failed']) await server.createBucket(bucket)
  const client = server.client()
  onTestFinished(() => client.destroy())
  expect(await soak(0.3, async (soak) => soakBuckets(soak, client), environmentFor(server))).toEqual([])
})

/** As with a folder; and while the service is off, what is stored is spoilt, and the index, too. */
async function soakBuckets(soak: Soak, client: S3Client): Promise<void> {
  const { chance, history, guard, failures, totals, isOver } = soak
  const { root } = await folders()
  const file = join(root, 'sizewright.config.ts')
  await writeFile(file, `export default ${JSON.stringify(config)}`)
  const store = (bucket: string, prefix = '') => s3Store({ client, bucket, prefix })
  const stores = {
    originals: store('photos', 'in/'),
    processed: store('photos', 'made/'),
    errors: store('photos-failed'),
  }
  const files = await makeFiles(chance)
  const truth = createTruth(config)
  const put = (Bucket: string, Key: string, Body: Buffer, Metadata: Record<string, string> = {}) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body, Metadata }))
  const remove = (Bucket: string, Key: string) => client.send(new DeleteObjectCommand({ Bucket, Key }))

  async function change(own: Chance): Promise<void> {
    const key = own.pick(KEYS)
    const focus = own.pick(FOCUSES)
    const what = own.below(5)
    history.note(`${what === 0 ? 'delete' : 'put'}: ${key} ${focus}`)
    if (what === 0) await remove('photos', `in/${key}`)
    else await put('photos', `in/${key}`, own.pick(files), focus === '' ? {} : { focus })
  }

  /** What nobody tells of, so that it can be found by a start alone. */
  async function spoil(): Promise<void> {
    for (let times = chance.below(8); times > 0; times -= 1) {
      const path = printPath(chance.pick(['medium', 'webp', 'info', 'lazy', 'no-such-size']), chance.pick(KEYS))
      const isRemoved = chance.below(2) === 0
      history.note(`spoil: ${path} ${isRemoved ? 'deleted' : 'replaced'}`)
      if (isRemoved) await remove('photos', `made/${path}`)
      else await put('photos', `made/${path}`, chance.pick(files))
    }
    const index = chance.below(4) === 0 ? chance.pick(['deleted', 'replaced']) : null
    if (index !== null) history.note(`index: ${index}`)
    if (index === 'deleted') await remove('photos-failed', INDEX)
    if (index === 'replaced') await put('photos-failed', INDEX, chance.pick(files))
  }

  async function start(): Promise<void> {
    history.note('start: over buckets')
    await guard.start([...PLACES, '--poll', '1', '--port', '0', '--config', file])
  }

  async function restart(): Promise<void> {
    const [first = 'SIGKILL', ...others] = ENDS
    const end = chance.pick([first, ...others])
    const wrong = await guard.end(end)
    history.note(`${end}: ${wrong ?? 'ended'}`)
    if (wrong !== null) failures.push(wrong)
    await spoil()
    if (chance.below(2) === 0) await change(chance)
    await start()
  }

  /** What must be answered, by key. */
  async function answers(): Promise<ReadonlyMap<string, Answers>> {
    const found = new Map<string, Answers>(KEYS.map((key) => [key, 404]))
    for (const key of await keysOf(stores.originals)) {
      const focus = (await stores.originals.head(key))?.metadata['focus']
      const bytes = Buffer.from((await bytesOf(stores.originals, key)) ?? '')
      found.set(key, (await truth.expect(key, bytes, focus)) ?? 415)
    }
    return found
  }

  async function beBusy(): Promise<void> {
    for (let turns = 1 + chance.below(8); turns > 0; turns -= 1) {
      await change(chance)
      await sleep(chance.pick([0, 10, 300, 1200]))
      if (chance.below(4) === 0) await restart()
    }
  }

  const checked = () => void (totals.checks += 1)
  for (const [at, key] of KEYS.entries()) await put('photos', `in/${key}`, files[at] ?? files[0])
  await start()
  while (!isOver()) {
    await (chance.below(2) === 0 ? beBusy() : restart())
    history.note('quiet: nobody changes anything')
    const right = await answers()
    await settle('what is stored', () => findStale(stores, right), guard.death)
    await settle(
      'what is answered',
      async () => {
        const wrong = [...right].map(([key, one]) => findWrong(guard.url() ?? '', NAMES, key, one, checked))
        return (await Promise.all(wrong)).flat()
      },
      guard.death,
    )
    totals.rounds += 1
  }
}

/** Says what in the buckets does not agree with the originals. */
async function findStale(
  { processed, errors }: { readonly processed: Store; readonly errors: Store },
  right: ReadonlyMap<string, Answers>,
): Promise<string[]> {
  const faults: string[] = []
  const stored = new Set(await keysOf(processed))
  const entries = new Set((await keysOf(errors)).filter((key) => key !== INDEX))
  for (const [key, one] of right) {
    if (one === 415 && !entries.delete(escapeKey(key))) faults.push(`${key} is broken, but has no error entry`)
    for (const [name, bytes] of typeof one === 'number' ? [] : one) {
      const path = printPath(name, key)
      if (!stored.delete(path)) {
        if (catalogue.renditions.get(name)?.prewarm === true) faults.push(`${path} is missing`)
      } else if (!bytes.equals((await bytesOf(processed, path)) ?? Buffer.alloc(0))) faults.push(`${path} is stale`)
    }
  }
  for (const path of stored) faults.push(`${path} is of no original`)
  for (const path of entries) faults.push(`${path} has an error entry, but is not broken`)
  return faults
}
