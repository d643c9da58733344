import type { Scheduler } from 'fast-check'
import { createCatalogue, type Catalogue } from '../../src/config/catalogue.ts'
import { type Config, resolveConfig, type Settings } from '../../src/config/config.ts'
import { type Ports, SWEEP_MS } from '../../src/core/ports.ts'
import { reconcile } from '../../src/core/reconcile.ts'
import { listWork } from '../../src/core/rollout.ts'
import { createServe } from '../../src/core/serve.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { roomy } from '../world.ts'
import { archiving, type ArchivingStore } from './archive.ts'
import { createEdge, type Edge } from './edge.ts'
import { createFaults, type Faults, stepping } from './faults.ts'
import { createHistory } from './history.ts'
import { createMachine, type Machine } from './machine.ts'
import { createDecoders, isOfGood } from './pictures.ts'
import { createModelQueue, type ModelQueue } from './queue.ts'
import { type Actor, createActor, createTime, type Stall, type Time } from './time.ts'

/** Two deployments: the second has another quality, one size less and one more, and serves no hidden names any more. Both have a ladder. */
const configs: readonly Config[] = [
  {
    variants: { small: { width: 10 }, old: { width: 20 }, lazy: { width: 30, prewarm: false } },
    widths: [40],
    formats: [],
    hidden: true,
  },
  {
    variants: { small: { width: 10 }, new: { width: 15 }, lazy: { width: 30, prewarm: false } },
    widths: [40],
    formats: [],
    quality: { jpeg: 50 },
  },
]

interface Deployment {
  readonly settings: Settings
  readonly catalogue: Catalogue
}

const deployments: readonly Deployment[] = configs.map((config) => {
  const settings = resolveConfig(config)
  return { settings, catalogue: createCatalogue(settings, []) }
})

/** The whole service on a model of time, queue and edge, with the real use cases in it. */
export interface ModelService {
  readonly time: Time
  readonly queue: ModelQueue
  readonly edge: Edge
  readonly faults: Faults
  readonly machine: Machine
  readonly stores: Pick<Ports, 'processed' | 'errors'> & { readonly originals: ArchivingStore }
  /** Who is at work or was when he died. */
  readonly actors: Actor[]
  readonly deployment: () => Deployment
  /** Works on one message that is due; false when there is none. */
  deliver(pick: number, isDuplicated: boolean, stall?: Stall): boolean
  /** @param stalls where the edge's fetch and where the function is held up */
  request(name: string, key: string, stalls: { fetch: Stall; serve: Stall }): void
  deploy(): void
  /** What a deployment asks for when its time has come. */
  rollOut(): Promise<void>
  purgeEverything(): void
  /** When the rollout is due and when everything is purged once more; `null` where nothing is to come. */
  rolloutDue: number | null
  purgeDue: number | null
  /** Tags under which something was replaced or deleted and which were not purged after that. */
  unpurged(): string[]
  /** Good pictures that an error entry was written of, if only for a moment. */
  misjudged(): string[]
  /** Renditions that were deleted by who found their original in an archive, and was to keep them. */
  lost(): string[]
}

export function createModel(scheduler: Scheduler): ModelService {
  const time = createTime(scheduler)
  const queue = createModelQueue(time)
  const edge = createEdge(time)
  const faults = createFaults(time)
  const machine = createMachine()
  const stores = { originals: archiving(memoryStore()), processed: memoryStore(), errors: memoryStore() }
  const actors: Actor[] = []
  const history = createHistory()
  let deployed = deployments[0]!

  function hire(name: string, stall?: Stall): Actor {
    const actor = createActor(`${name} ${actors.length}`, stall)
    actors.push(actor)
    return actor
  }

  const retire = (actor: Actor) => void actors.splice(actors.indexOf(actor), 1)

  function portsOf(actor: Actor): Ports {
    const { catalogue } = deployed
    const since = stores.originals.time()
    /** Whether he found the original of a rendition in an archive, whenever he looked. */
    async function isIrreplaceable(path: string, source: string | undefined): Promise<boolean> {
      const key = catalogue.parsePath(path)?.key ?? ''
      if (!catalogue.serves(key) || !stores.originals.isAwaySince(key, since) || !isOfGood(source)) return false
      return (await stores.originals.head(key))?.etag === source
    }
    const processed = history.keeping(history.recording(stores.processed), isIrreplaceable)
    return {
      originals: stepping(stores.originals, actor, 'originals', faults),
      processed: stepping(processed, actor, 'processed', faults),
      errors: stepping(history.judging(stores.errors), actor, 'errors', faults),
      queue: {
        send: (message, delayMs = 0) =>
          faults.run(actor, 'queue', `send ${JSON.stringify(message)}`, async () => queue.add(message, delayMs)),
      },
      purge: (tags) =>
        faults.run(actor, 'purge', 'purge', async () => {
          edge.purge(tags)
          history.purged(tags)
        }),
      openPicture: createDecoders(machine),
      ...deployed,
    }
  }

  const model: ModelService = {
    time,
    queue,
    edge,
    faults,
    machine,
    stores,
    actors,
    rolloutDue: null,
    purgeDue: null,
    deployment: () => deployed,
    deliver(pick, isDuplicated, stall) {
      const taken = queue.take(pick, isDuplicated)
      if (taken === null) return false
      const actor = hire('reconcile', stall)
      const run = reconcile(portsOf(actor), taken.message).then(
        () => taken.done(),
        () => taken.failed(),
      )
      void run.finally(() => retire(actor))
      return true
    },
    request(name, key, stalls) {
      const rendition = deployed.catalogue.renditions.get(name)
      if (rendition === undefined || !deployed.catalogue.serves(key)) return // the edge refuses it
      const actor = hire('serve', stalls.serve)
      const ports = portsOf(actor)
      const fetcher = createActor('edge', stalls.fetch)
      const processed = stepping(stores.processed, fetcher, 'processed', faults)
      const serve = () => createServe(ports, roomy())(rendition, key)
      const answered = edge.request({ rendition, key }, { fetcher, processed, serve })
      void answered.catch(() => {}).finally(() => retire(actor)) // a failed request is nobody's loss
    },
    deploy() {
      deployed = deployments[1]!
      model.rolloutDue = time.now + SWEEP_MS
    },
    async rollOut() {
      const { keys, strays } = await listWork({ ...portsOf(hire('rollout')), ...stores })
      for (const { location, path, etag } of strays) await stores[location].delete(path, etag)
      for (const key of keys) queue.add({ key }, 0)
      model.rolloutDue = null
      model.purgeDue = time.now + SWEEP_MS
    },
    purgeEverything() {
      edge.purge('everything')
      model.purgeDue = null
    },
    unpurged: history.unpurged,
    misjudged: history.misjudged,
    lost: history.lost,
  }
  return model
}
