import { createCatalogue } from '../../src/config/catalogue.ts'
import { type Config, resolveConfig } from '../../src/config/config.ts'
import { createApp } from '../../src/core/app.ts'
import type { Message, Ports } from '../../src/core/ports.ts'
import { reconcile } from '../../src/core/reconcile.ts'
import { createSemaphore } from '../../src/core/semaphore.ts'
import { createServe } from '../../src/core/serve.ts'
import { createCounter } from '../../src/doctor/request-counter.ts'
import { openPicture } from '../../src/image/picture.ts'
import { decoders } from '../../src/image/sniff.ts'
import { memoryStore } from '../../src/stores/memory.ts'

/** What was asked of the stores and the queue, and how long a core was busy with it. */
export interface Counted {
  readonly puts: number
  readonly gets: number
  readonly sent: number
  readonly cpuMs: number
  /** How many bytes were stored. */
  readonly stored: number
}

const KEY = 'photo.jpg'

/** Counts an upload: the event's run, which makes everything, and the sweep that comes after it. */
export async function countUpload(photo: Uint8Array, config: Config): Promise<Counted> {
  const world = await createWorld(photo, config)
  return world.during(async ({ ports, messages }) => {
    await reconcile(ports, { key: KEY })
    for (const message of messages) await reconcile(ports, message)
  })
}

/** Counts the first view of one of the named sizes, where all of them are made at their first view. */
export async function countMiss(photo: Uint8Array, name: string, config: Config): Promise<Counted> {
  const lazy = Object.entries(config.variants ?? {}).map(([variant, settings]) => [
    variant,
    { ...settings, prewarm: false },
  ])
  return countFirstView(photo, name, { ...config, variants: Object.fromEntries(lazy) })
}

/** Counts the first view of a rendition that is not pre-warmed: it is made, answered, and stored. The original has been taken up. */
export async function countFirstView(photo: Uint8Array, name: string, config: Config): Promise<Counted> {
  const world = await createWorld(photo, config)
  await world.during(({ ports }) => reconcile(ports, { key: KEY }))
  return world.during(async ({ ports }) => {
    const served = await createServe(ports, createSemaphore(1, 0))(ports.catalogue.renditions.get(name)!, KEY)
    await served.finish()
  })
}

/** Counts a request for a key that is not there: the mean of a thousand, each with another key. */
export async function countUnknown(config: Config): Promise<Counted> {
  const times = 1000
  const world = await createWorld(new Uint8Array(), config)
  const all = await world.during(async ({ ports }) => {
    const app = createApp({
      catalogue: ports.catalogue,
      serve: createServe(ports, createSemaphore(1, 0)),
      later: () => {},
      report: console.error,
    })
    for (let index = 0; index < times; index += 1) {
      const { status } = await app.request(`/medium.webp/${index}.jpg`)
      if (status !== 404) throw new Error(`an unknown key is ${status}`)
    }
  })
  return { ...all, gets: all.gets / times, cpuMs: all.cpuMs / times }
}

/** Counts what a start does about a key that is as it should be, where the index does not know it. */
export async function countLook(photo: Uint8Array, config: Config): Promise<Counted> {
  const world = await createWorld(photo, config)
  await world.during(({ ports }) => reconcile(ports, { key: KEY }))
  return world.during(({ ports }) => reconcile(ports, { key: KEY, rollout: true }))
}

/** Counts what a rollout does about an original all of whose renditions are of another configuration, its sweep included. */
export async function countAnew(photo: Uint8Array, before: Config, config: Config): Promise<Counted> {
  const old = await createWorld(photo, before)
  await old.during(({ ports }) => reconcile(ports, { key: KEY }))
  const world = await createWorld(photo, config, old.stores)
  return world.during(async ({ ports, messages }) => {
    await reconcile(ports, { key: KEY, rollout: true })
    for (const message of messages) await reconcile(ports, message)
  })
}

interface World {
  readonly ports: Ports
  readonly messages: readonly Message[]
}

/** What outlives a configuration. */
type Stores = Pick<Ports, 'originals' | 'processed' | 'errors'>

async function createStores(photo: Uint8Array): Promise<Stores> {
  const originals = memoryStore()
  await originals.put(KEY, { body: photo, contentType: 'image/jpeg', metadata: {} }, 'absent')
  return { originals, processed: memoryStore(), errors: memoryStore() }
}

async function createWorld(photo: Uint8Array, config: Config, there?: Stores) {
  const settings = resolveConfig(config)
  const counter = createCounter()
  const messages: Message[] = []
  const stores = there ?? (await createStores(photo))
  const ports: Ports = {
    originals: counter.watch(stores.originals),
    processed: counter.watch(stores.processed),
    errors: counter.watch(stores.errors),
    queue: {
      async send(message) {
        messages.push(message)
      },
    },
    purge: async () => {},
    openPicture,
    catalogue: createCatalogue(settings, decoders),
    settings,
  }

  return {
    stores,
    async during(work: (world: World) => Promise<unknown>): Promise<Counted> {
      const [already, sent] = [{ ...counter.requests }, messages.length]
      const before = process.cpuUsage()
      await work({ ports, messages })
      const { user, system } = process.cpuUsage(before)
      const { puts, gets, bytes } = counter.requests
      return {
        puts: puts - already.puts,
        gets: gets - already.gets,
        sent: messages.length - sent,
        stored: bytes - already.bytes,
        cpuMs: (user + system) / 1000,
      }
    },
  }
}
