import { type Architecture, costOf } from '../../src/doctor/cost.ts'
import prices from '../../src/doctor/prices.json' with { type: 'json' }

/** Dollars for what the edge does for one view. */
export function viewCost(bytes: number): number {
  return prices.cloudfront.request + prices.cloudfront.function + trafficCost(bytes)
}

/** Dollars for so many bytes from the edge. */
export function trafficCost(bytes: number): number {
  return (bytes / 1e9) * prices.cloudfront.gb
}

/** After how many views CPU time that was spent once is paid for by the bytes that it saves in each; `Infinity` where it saves none. */
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
