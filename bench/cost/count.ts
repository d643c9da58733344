import { createCatalogue } from '../../src/config/catalogue.ts'
import { type Config, resolveConfig } from '../../src/config/config.ts'
import { createSemaphore } from '../../src/core/semaphore.ts'
import type { Message, Ports } from '../../src/core/ports.ts'
import { reconcile } from '../../src/core/reconcile.ts'
import { createServe } from '../../src/core/serve.ts'
import { openPicture } from '../../src/image/picture.ts'
import { decoders } from '../../src/image/sniff.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import type { Store } from '../../src/stores/store.ts'

/** What was asked of the stores and the queue, and how long a core was busy with it. */
export interface Counted {
  readonly puts: number
  readonly gets: number
  readonly sent: number
  readonly cpuMs: number
  /** Bytes that were stored. */
  readonly stored: number
}

const KEY = 'photo.jpg'

/** An upload: the event's run, which makes everything, and the sweep that comes after it. */
export async function countUpload(photo: Uint8Array, config: Config): Promise<Counted> {
  const world = await createWorld(photo, config)
  return world.during(async ({ ports, messages }) => {
    await reconcile(ports, { key: KEY })
    for (const message of messages) await reconcile(ports, message)
  })
}

/** The first view of a rendition that nothing was made in advance of: made, answered, and stored. */
export async function countMiss(photo: Uint8Array, name: string, config: Config): Promise<Counted> {
  const lazy = Object.entries(config.variants ?? {}).map(([variant, settings]) => [
    variant,
    { ...settings, prewarm: false },
  ])
  const world = await createWorld(photo, { ...config, variants: Object.fromEntries(lazy) })
  return world.during(async ({ ports }) => {
    const served = await createServe(ports, createSemaphore(1, 0))(ports.catalogue.renditions.get(name)!, KEY)
    await served.finish()
  })
}

/** The look of a start at a key that is as it should be, where nobody knows that of it. */
export async function countLook(photo: Uint8Array, config: Config): Promise<Counted> {
  const world = await createWorld(photo, config)
  await world.during(({ ports }) => reconcile(ports, { key: KEY }))
  return world.during(({ ports }) => reconcile(ports, { key: KEY, rollout: true }))
}

interface World {
  readonly ports: Ports
  readonly messages: readonly Message[]
}

async function createWorld(photo: Uint8Array, config: Config) {
  const settings = resolveConfig(config)
  const total = { puts: 0, gets: 0, sent: 0, stored: 0 }
  const messages: Message[] = []
  const originals = memoryStore()
  await originals.put(KEY, { body: photo, contentType: 'image/jpeg', metadata: {} }, 'absent')
  const ports: Ports = {
    originals: counted(originals),
    processed: counted(memoryStore()),
    errors: counted(memoryStore()),
    queue: {
      async send(message) {
        total.sent += 1
        messages.push(message)
      },
    },
    purge: async () => {},
    openPicture,
    catalogue: createCatalogue(settings, decoders),
    settings,
  }

  function counted(store: Store): Store {
    return {
      ...store,
      head: (key) => ((total.gets += 1), store.head(key)),
      get: (key) => ((total.gets += 1), store.get(key)),
      put: (key, object, only) => (
        (total.puts += 1),
        (total.stored += object.body.length),
        store.put(key, object, only)
      ),
    }
  }

  return {
    async during(work: (world: World) => Promise<unknown>): Promise<Counted> {
      Object.assign(total, { puts: 0, gets: 0, sent: 0, stored: 0 })
      const before = process.cpuUsage()
      await work({ ports, messages })
      const { user, system } = process.cpuUsage(before)
      return { ...total, cpuMs: (user + system) / 1000 }
    },
  }
}
