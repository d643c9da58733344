import prices from './prices.json' with { type: 'json' }

export type Architecture = keyof typeof prices.lambda.gbSecond

/** What one unit of work needs. */
export interface Work {
  /** CPU time of one core of this machine, in ms. */
  readonly cpuMs: number
  /** Time in which nothing is computed, in ms: the answers of S3 are waited for one after another. */
  readonly waitMs: number
  /** How many units one invocation does. */
  readonly perInvocation: number
  readonly puts: number
  /** GET and HEAD cost the same. */
  readonly gets: number
  readonly queueRequests: number
}

/** Memory in MB at which Lambda gives a function one whole core: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const WHOLE_CORE = 1769

/** The dollars that a unit of work costs, by what has to be paid for. */
export function costParts(work: Work, memory: number, architecture: Architecture) {
  const gbSeconds = (durationMs(work, memory) / 1000) * (memory / 1024)
  return {
    lambda: gbSeconds * prices.lambda.gbSecond[architecture] + prices.lambda.request / work.perInvocation,
    s3: work.puts * prices.s3.put + work.gets * prices.s3.get,
    sqs: work.queueRequests * prices.sqs.request,
  }
}

/** The dollars that a unit of work costs. */
export function costOf(work: Work, memory: number, architecture: Architecture): number {
  const { lambda, s3, sqs } = costParts(work, memory, architecture)
  return lambda + s3 + sqs
}

/** The duration in ms at a memory size. Below a whole core Lambda gives a share of one; more than one does not make a picture faster. */
function durationMs({ cpuMs, waitMs }: Work, memory: number): number {
  return cpuMs / Math.min(1, memory / WHOLE_CORE) + waitMs
}

/** The dollars a month that storage costs. */
export function storageCost(bytes: number): number {
  return (bytes / 1e9) * prices.s3.gbMonth
}

/** The dollars that so many LIST requests cost, each of a thousand keys. */
export function listCost(requests: number): number {
  return requests * prices.s3.put // S3 takes the same for both
}

export const priceDate = prices.date
export const priceRegion = prices.region
