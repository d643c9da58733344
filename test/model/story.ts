import fc, { type Scheduler } from 'fast-check'
import type { Message } from '../../src/core/ports.ts'
import { remove } from '../world.ts'
import { faultsAtEdge, faultsInStores } from './check.ts'
import type { Fault, Target } from './faults.ts'
import type { Hunger } from './machine.ts'
import { type Content, NUMBERS, original } from './pictures.ts'
import { createModel, type ModelService } from './service.ts'
import { createActor, type Stall } from './time.ts'

const KEYS = ['boat', 'pier', '.trash/boat'] as const
const NAMES = ['small', 'old', 'new', 'lazy', 'w40'] as const
const MOST_ADVANCES = 200
const MINUTE = 60_000

/** One thing that happens while the service is at work. */
type Happening =
  | { readonly what: 'upload'; readonly key: string; readonly content: Content }
  | { readonly what: 'delete'; readonly key: string }
  | { readonly what: 'archive'; readonly key: string }
  | { readonly what: 'restore'; readonly key: string }
  | {
      readonly what: 'request'
      readonly key: string
      readonly name: string
      readonly fetch: Stall
      readonly serve: Stall
    }
  | { readonly what: 'deliver'; readonly pick: number; readonly isDuplicated: boolean; readonly stall: Stall }
  | { readonly what: 'crash'; readonly pick: number }
  | { readonly what: 'fault'; readonly fault: Fault }
  | { readonly what: 'deploy' }
  | { readonly what: 'starve'; readonly hungers: readonly Hunger[] }
  | { readonly what: 'wait'; readonly turns: number }

const key = fc.constantFrom('boat', 'boat', 'boat', 'boat', 'pier', '.trash/boat') // most stories are of one key, or too little would happen to any
const pick = fc.nat(7)
const stall: fc.Arbitrary<Stall> = fc.record({ stallsAfter: fc.nat(16), stallsFor: fc.constantFrom(0, 8, 60) })
const content = fc
  .tuple(
    fc.constantFrom(
      'good' as const,
      'good' as const,
      'good' as const,
      'broken' as const,
      'heavy' as const,
      'other' as const,
    ),
    fc.constantFrom(...NUMBERS),
  )
  .map(([kind, number]): Content => `${kind} ${number}`)
const hungers: fc.Arbitrary<Hunger[]> = fc.array(
  fc.record({
    at: fc.constantFrom('open' as const, 'render' as const, 'facts' as const),
    ending: fc.constantFrom('time' as const, 'death' as const), // few, so that two tries end alike
    wasFed: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
)
const targets: readonly Target[] = ['originals', 'processed', 'errors', 'queue', 'purge']

/** A happening, and how much more often than the rarest it comes. */
type Weighted = { readonly arbitrary: fc.Arbitrary<Happening>; readonly weight: number }

const calm: Weighted[] = [
  { weight: 2, arbitrary: fc.record({ what: fc.constant('upload' as const), key, content }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('delete' as const), key }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('request' as const),
      key,
      name: fc.constantFrom(...NAMES),
      fetch: stall,
      serve: stall,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ what: fc.constant('deliver' as const), pick, isDuplicated: fc.boolean(), stall }),
  },
]
const archives: Weighted[] = [
  { weight: 1, arbitrary: fc.record({ what: fc.constant('archive' as const), key }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('restore' as const), key }) },
]
const starving: Weighted = { weight: 1, arbitrary: fc.record({ what: fc.constant('starve' as const), hungers }) }
const rough: Weighted[] = [
  { weight: 3, arbitrary: fc.record({ what: fc.constant('crash' as const), pick }) },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('fault' as const),
      fault: fc.record({
        target: fc.constantFrom(...targets),
        when: fc.constantFrom('before' as const, 'after' as const),
      }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('deploy' as const) }) },
  starving,
]

const purgeFault: Weighted = {
  weight: 1,
  arbitrary: fc.record({
    what: fc.constant('fault' as const),
    fault: fc.record({
      target: fc.constant('purge' as const),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
  }),
}

interface Story {
  /** There are pictures already, and everything is at rest. */
  readonly isBegun: boolean
  readonly story: readonly Happening[]
}

const storyOf = (...happenings: Weighted[]): fc.Arbitrary<Story> =>
  fc.record({ isBegun: fc.boolean(), story: fc.array(fc.oneof(...happenings), { minLength: 1, maxLength: 20 }) })

/** What chance alone seldom brings: an edge holds a picture that is replaced, and the run dies that replaces it. */
const deathOfAReplacer: fc.Arbitrary<Story> = fc
  .record({
    name: fc.constantFrom('small', 'old'),
    stall,
    turns: fc.nat(40),
    rest: fc.array(fc.oneof(...calm), { maxLength: 3 }),
  })
  .map(({ name, stall, turns, rest }) => {
    const none = { stallsAfter: 0, stallsFor: 0 }
    const story: Happening[] = [
      { what: 'request', key: 'boat', name, fetch: none, serve: none },
      { what: 'wait', turns: 10 },
      { what: 'upload', key: 'boat', content: 'good 1' },
      { what: 'deliver', pick: 0, isDuplicated: true, stall },
      { what: 'wait', turns },
      { what: 'crash', pick: 0 },
      ...rest,
    ]
    return { isBegun: true, story }
  })

/** Stories without crashes and deployments. Few of a starved machine, for of those with duplicates less is held. */
export const calmStory = fc.oneof(
  { weight: 3, arbitrary: storyOf(...calm, purgeFault) },
  { weight: 1, arbitrary: storyOf(...calm, starving, purgeFault) },
  { weight: 1, arbitrary: storyOf(...calm, ...archives, purgeFault) },
)
export const roughStory = fc.oneof(
  { weight: 3, arbitrary: storyOf(...calm, ...rough) },
  { weight: 1, arbitrary: storyOf(...calm, ...archives, ...rough) },
  { weight: 1, arbitrary: deathOfAReplacer },
)

/** Lets a story happen among the steps of the service, lets everything come to rest, and returns what is wrong then. */
export async function tell(scheduler: Scheduler, { isBegun, story }: Story): Promise<string[]> {
  const model = createModel(scheduler)
  const truth = new Map<string, Content | null>()
  if (isBegun) await begin(model, truth)
  const isCalm = isWithoutCrash(story)

  const teller = createActor('world')
  const telling = (async () => {
    for (const happening of story) {
      await model.time.step(teller, JSON.stringify(happening))
      for (let turn = 0; happening.what === 'wait' && turn < happening.turns; turn += 1) {
        await model.time.step(teller, 'waits')
      }
      await happen(model, truth, happening)
    }
  })()
  await model.time.quiet()
  await telling
  model.faults.pending = []
  await workOff(model)
  const early = isCalm ? [...(await faultsInStores(model, truth)), ...model.unpurged()] : []
  if (!(await comeToRest(model))) return ['the queue never gets empty']
  const late = [...(await faultsInStores(model, truth)), ...(await faultsAtEdge(model, truth))]
  for (const key of model.stores.originals.archived()) restore(model, key)
  if (!(await comeToRest(model))) return ['the queue never gets empty after the restores']
  const restored = [...(await faultsInStores(model, truth)), ...(await faultsAtEdge(model, truth))]
  return [...early, ...model.misjudged(), ...model.lost(), ...late, ...restored]
}

/** Works until nothing is to come any more, and lets what an edge holds for a minute go; false where that never ends. */
async function comeToRest(model: ModelService): Promise<boolean> {
  await workOff(model)
  for (let advances = 0; await advance(model); advances += 1) {
    if (advances > MOST_ADVANCES) return false
    await workOff(model)
  }
  model.time.now += MINUTE + 1
  return true
}

/**
 * Whether the first of the two statements covers it. A run that ends with a fault is as good as one that crashed, unless
 * the queue brings its message back at once; it does not when a duplicate of it was done with meanwhile. And a request
 * that meets two faults has no message at all.
 */
function isWithoutCrash(story: readonly Happening[]): boolean {
  const hasDuplicates = story.some((one) => one.what === 'deliver' && one.isDuplicated)
  return story.every((one) => {
    if (one.what === 'starve') return !hasDuplicates
    if (one.what === 'fault') return one.fault.target === 'purge' && !hasDuplicates
    return one.what !== 'crash' && one.what !== 'deploy'
  })
}

async function begin(model: ModelService, truth: Map<string, Content | null>): Promise<void> {
  for (const key of KEYS) {
    await write(model, key, 'good 0')
    truth.set(key, 'good 0')
  }
  await workOff(model)
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
    case 'archive': // S3 tells of it only who asks to be told, and we do not
      await model.stores.originals.archive(happening.key)
      break
    case 'restore':
      restore(model, happening.key)
      break
    case 'request':
      model.request(happening.name, happening.key, happening)
      break
    case 'deliver':
      model.deliver(happening.pick, happening.isDuplicated, happening.stall)
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
    case 'starve':
      model.machine.starve(happening.hungers)
      break
    case 'wait': // done by who tells the story
      break
  }
}

async function write({ stores, queue }: ModelService, key: string, content: Content): Promise<void> {
  const there = await stores.originals.head(key)
  await stores.originals.put(key, original(content), there === null ? 'absent' : { etag: there.etag })
  queue.add(event(key), 0)
}

function restore({ stores, queue }: ModelService, key: string): void {
  if (stores.originals.restore(key)) queue.add(event(key), 0)
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
