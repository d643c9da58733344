import fc, { type Scheduler } from 'fast-check'
import type { Message } from '../../src/ports.ts'
import { remove } from '../world.ts'
import { faultsAtEdge, faultsInStores } from './check.ts'
import type { Fault, Target } from './faults.ts'
import { type Content, original } from './pictures.ts'
import { createModel, type ModelService } from './service.ts'

const KEYS = ['boat', 'pier'] as const
const NAMES = ['small', 'old', 'new', 'lazy'] as const
const MOST_ADVANCES = 200
const MINUTE = 60_000

/** One thing that happens while the service is at work. */
export type Happening =
  | { readonly what: 'upload'; readonly key: string; readonly content: Content }
  | { readonly what: 'delete'; readonly key: string }
  | { readonly what: 'request'; readonly key: string; readonly name: string }
  | { readonly what: 'deliver'; readonly pick: number; readonly isDuplicated: boolean }
  | { readonly what: 'crash'; readonly pick: number }
  | { readonly what: 'fault'; readonly fault: Fault }
  | { readonly what: 'deploy' }

const key = fc.constantFrom(...KEYS)
const pick = fc.nat(7)
const content = fc
  .tuple(
    fc.constantFrom('good' as const, 'good' as const, 'good' as const, 'broken' as const, 'other' as const),
    fc.nat(2),
  )
  .map(([kind, number]): Content => `${kind} ${number}`) // few numbers, so that the same bytes come again
const targets: readonly Target[] = ['originals', 'processed', 'errors', 'queue', 'purge']

const calm: fc.Arbitrary<Happening>[] = [
  fc.record({ what: fc.constant('upload' as const), key, content }),
  fc.record({ what: fc.constant('delete' as const), key }),
  fc.record({ what: fc.constant('request' as const), key, name: fc.constantFrom(...NAMES) }),
  fc.record({ what: fc.constant('deliver' as const), pick, isDuplicated: fc.boolean() }),
]
const rough: fc.Arbitrary<Happening>[] = [
  fc.record({ what: fc.constant('crash' as const), pick }),
  fc.record({
    what: fc.constant('fault' as const),
    fault: fc.record({
      target: fc.constantFrom(...targets),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
  }),
  fc.record({ what: fc.constant('deploy' as const) }),
]

/** Stories without crashes, faults and deployments. */
export const calmStory = fc.array(fc.oneof(...calm), { minLength: 1, maxLength: 14 })
export const roughStory = fc.array(fc.oneof(...calm, ...rough), { minLength: 1, maxLength: 14 })

/** Lets a story happen among the steps of the service, lets everything come to rest, and returns what is wrong then. */
export async function tell(scheduler: Scheduler, story: readonly Happening[]): Promise<string[]> {
  const model = createModel(scheduler)
  const truth = new Map<string, Content | null>()
  const isCalm = story.every(({ what }) => what !== 'crash' && what !== 'fault' && what !== 'deploy')

  const teller = { name: 'world', isAlive: true }
  const telling = (async () => {
    for (const happening of story) {
      await model.time.step(teller, JSON.stringify(happening))
      await happen(model, truth, happening)
    }
  })()
  await model.time.quiet()
  await telling
  model.faults.pending = []
  await workOff(model)
  const early = isCalm ? [...(await faultsInStores(model, truth)), ...model.unpurged()] : []
  for (let advances = 0; await advance(model); advances += 1) {
    if (advances > MOST_ADVANCES) return ['the queue never gets empty']
    await workOff(model)
  }
  model.time.now += MINUTE + 1
  return [...early, ...(await faultsInStores(model, truth)), ...(await faultsAtEdge(model))]
}

async function happen(model: ModelService, truth: Map<string, Content | null>, happening: Happening): Promise<void> {
  switch (happening.what) {
    case 'upload':
      await write(model, happening.key, happening.content)
      truth.set(happening.key, happening.content)
      break
    case 'delete':
      await remove(model.stores.originals, happening.key)
      truth.set(happening.key, null)
      model.queue.add(event(happening.key), 0)
      break
    case 'request':
      model.request(happening.name, happening.key)
      break
    case 'deliver':
      model.deliver(happening.pick, happening.isDuplicated)
      break
    case 'crash':
      crash(model, happening.pick)
      break
    case 'fault':
      model.faults.pending.push(happening.fault)
      break
    case 'deploy':
      model.deploy()
      break
  }
}

async function write({ stores, queue }: ModelService, key: string, content: Content): Promise<void> {
  const there = await stores.originals.head(key)
  await stores.originals.put(key, original(content), there === null ? 'absent' : { etag: there.etag })
  queue.add(event(key), 0)
}

function event(key: string): Message {
  return { key }
}

function crash({ actors }: ModelService, pick: number): void {
  const alive = actors.filter(({ isAlive }) => isAlive)
  const victim = alive[pick % Math.max(1, alive.length)]
  if (victim !== undefined) victim.isAlive = false
}

/** Everything that is due is worked on, all at the same time, until nothing is. */
async function workOff(model: ModelService): Promise<void> {
  for (let isBusy = true; isBusy;) {
    await model.time.quiet()
    isBusy = false
    while (model.deliver(0, false)) isBusy = true
  }
}

/** Moves time on to whatever comes next; false when nothing does. */
async function advance(model: ModelService): Promise<boolean> {
  const { time } = model
  const next = [model.queue.nextDue(), model.rolloutDue, model.purgeDue].filter((due) => due !== null)
  if (next.length === 0) return false
  time.now = Math.max(time.now, Math.min(...next))
  if (model.rolloutDue !== null && model.rolloutDue <= time.now) await model.rollOut()
  if (model.purgeDue !== null && model.purgeDue <= time.now) model.purgeEverything()
  return true
}
