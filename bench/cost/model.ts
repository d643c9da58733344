import prices from './prices.json' with { type: 'json' }

export type Architecture = keyof typeof prices.lambda.gbSecond

/** What one unit of work needs, apart from time on a CPU. */
export interface Work {
  /** Time of one core of this machine, in ms. */
  readonly cpuMs: number
  /** Time in which nothing is computed: the answers of S3 that are waited for one after another, in ms. */
  readonly waitMs: number
  /** How many units one invocation does. */
  readonly perInvocation: number
  readonly puts: number
  /** GET and HEAD cost the same. */
  readonly gets: number
  readonly queueRequests: number
}

/** Memory in MB at which Lambda gives a function one whole core: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const WHOLE_CORE = 1769

/** Duration in ms at a memory size. Below a whole core Lambda gives a share of one; more than one does not make a picture faster. */
function durationMs({ cpuMs, waitMs }: Work, memory: number): number {
  return cpuMs / Math.min(1, memory / WHOLE_CORE) + waitMs
}

/** Dollars for a unit of work. */
export function costOf(work: Work, memory: number, architecture: Architecture): number {
  const gbSeconds = (durationMs(work, memory) / 1000) * (memory / 1024)
  return (
    gbSeconds * prices.lambda.gbSecond[architecture] +
    prices.lambda.request / work.perInvocation +
    work.puts * prices.s3.put +
    work.gets * prices.s3.get +
    work.queueRequests * prices.sqs.request
  )
}

/** Dollars for what the edge does for one view. */
export function viewCost(bytes: number): number {
  return prices.cloudfront.request + prices.cloudfront.function + trafficCost(bytes)
}

function trafficCost(bytes: number): number {
  return (bytes / 1e9) * prices.cloudfront.gb
}

/** Dollars a month for what is stored. */
export function storageCost(bytes: number): number {
  return (bytes / 1e9) * prices.s3.gbMonth
}

/** Views after which CPU that was spent once is paid for by the bytes that it saves in each; Infinity where it saves none. */
export function breakEvenViews(
  extraCpuMs: number,
  savedBytes: number,
  memory: number,
  architecture: Architecture,
): number {
  if (savedBytes <= 0) return Infinity
  const extra = { cpuMs: extraCpuMs, waitMs: 0, perInvocation: Infinity, puts: 0, gets: 0, queueRequests: 0 }
  return costOf(extra, memory, architecture) / trafficCost(savedBytes)
}

export const priceDate = prices.date
