import type { Catalogue } from '../config/catalogue.ts'
import { type Architecture, WHOLE_CORE, costParts, listCost, priceDate, priceRegion, storageCost } from './cost.ts'
import { type Estimate, addEstimates, extrapolate } from './extrapolate.ts'
import { type Group, createGroups } from './groups.ts'
import { type PageWeight, weighPage } from './page-weight.ts'
import type { Trial } from './trial.ts'
import type { Stratum, Trials } from './trials.ts'

/** What the function has in the construct's defaults. */
const FUNCTION: { memory: number; architecture: Architecture } = { memory: WHOLE_CORE, architecture: 'arm64' }
/** How long S3 takes to answer a function in its region, in ms: an assumption, since only an account can show it. */
const ANSWER_MS = 20
/** Keys that an invocation gets of a rollout. */
const BATCH = 10
/** A message is sent, received and deleted. */
const REQUESTS_A_MESSAGE = 3
/** Keys that S3 lists at a time. */
const LISTED = 1000

/** What taking the collection up would take. Bytes, and dollars of the prices of `prices.date`. */
export interface Forecast {
  readonly sample: {
    /** Pictures that were rendered, or turned out to be broken, and how many there are. */
    readonly pictures: number
    readonly of: number
    /** Those of them that were found to be broken only then. */
    readonly broken: Group
  }
  /** What a rollout stores. */
  readonly beforehand: { readonly objects: Estimate; readonly bytes: Estimate }
  /** What requests may add to it, of sizes with `prewarm: false`. */
  readonly onDemand: { readonly objects: Estimate; readonly bytes: Estimate }
  /** Copies of what is refused, in the errors bucket. */
  readonly copies: { readonly bytes: Estimate }
  /** Requests to S3 by the rollout and its sweeps. */
  readonly requests: { readonly puts: Estimate; readonly gets: Estimate; readonly lists: number }
  /** The time that all of it would take on this machine. */
  readonly time: { readonly cpuSeconds: number; readonly seconds: number }
  readonly dollars: {
    readonly first: { readonly s3: number; readonly lambda: number; readonly sqs: number; readonly total: number }
    readonly month: number
  }
  readonly page: PageWeight
  readonly assumptions: {
    readonly prices: string
    readonly region: string
    readonly memory: number
    readonly architecture: string
    readonly answerMs: number
  }
}

/**
 * @param known how many public objects there are, and the bytes of the copies of what is refused by its header
 * @returns `null` where no picture was tried
 */
export function forecast(
  { pictures, refused, others, cpuMs, wallMs }: Trials,
  catalogue: Catalogue,
  known: { readonly objects: number; readonly copied: number },
): Forecast | null {
  if (cpuMs === null || wallMs === null) return null
  const isBeforehand = (name: string) => catalogue.renditions.get(name)?.prewarm === true
  const stored = (which: boolean, figure: (bytes: readonly number[]) => number) =>
    over(pictures, (trial) =>
      figure([...trial.stored].filter(([name]) => isBeforehand(name) === which).map(([, bytes]) => bytes)),
    )
  const beforehand = { objects: stored(true, (bytes) => bytes.length), bytes: stored(true, sum) }
  const onDemand = { objects: stored(false, (bytes) => bytes.length), bytes: stored(false, sum) }
  const copied = over(pictures, (trial) => trial.copied)
  const copies = { bytes: { ...copied, value: copied.value + known.copied } }
  const total = (figure: (trial: Trial) => number) =>
    [pictures, refused, others].map((stratum) => over(stratum, figure)).reduce(addEstimates)
  const requests = {
    puts: total((trial) => trial.requests.puts),
    gets: total((trial) => trial.requests.gets),
    lists: Math.ceil(known.objects / LISTED) + 2, // the other two buckets are empty
  }
  const messages = total((trial) => trial.messages).value
  const parts = costParts(
    {
      cpuMs: cpuMs * pictures.population,
      waitMs: ANSWER_MS * total((trial) => trial.requests.waits).value,
      perInvocation: 1 / (known.objects / BATCH + messages),
      puts: requests.puts.value,
      gets: requests.gets.value,
      queueRequests: messages * REQUESTS_A_MESSAGE,
    },
    FUNCTION.memory,
    FUNCTION.architecture,
  )
  const s3 = parts.s3 + listCost(requests.lists)
  return {
    sample: {
      pictures: pictures.trials.length,
      of: pictures.population,
      broken: brokenOf(pictures),
    },
    beforehand,
    onDemand,
    copies,
    requests,
    time: { cpuSeconds: (cpuMs * pictures.population) / 1000, seconds: (wallMs * pictures.population) / 1000 },
    dollars: {
      first: { ...parts, s3, total: s3 + parts.lambda + parts.sqs },
      month: storageCost(beforehand.bytes.value + copies.bytes.value),
    },
    page: weighPage(pictures, catalogue),
    assumptions: { prices: priceDate, region: priceRegion, ...FUNCTION, answerMs: ANSWER_MS },
  }
}

function brokenOf({ trials }: Stratum): Group {
  const broken = createGroups()
  for (const { key, size, refused } of trials) {
    if (refused !== null) broken.add('broken', key, size, refused)
  }
  return broken.total()
}

function over({ trials, population }: Stratum, figure: (trial: Trial) => number): Estimate {
  return extrapolate(trials.map(figure), population)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
