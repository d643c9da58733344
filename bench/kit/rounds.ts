/** What a piece of work took. */
export interface Spent {
  /** User and system time of this process, in ms. */
  readonly cpu: number
  /** Time on the clock, in ms. */
  readonly wall: number
}

export async function spentBy(work: () => Promise<unknown>): Promise<Spent> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await work()
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  return { cpu: (user + system) / 1000, wall }
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** The median of the rounds, with the lowest and the highest. */
export function spread(values: readonly number[]): { readonly value: number; readonly spread: [number, number] } {
  return { value: median(values), spread: [Math.min(...values), Math.max(...values)] }
}

/** Divides one contestant's figures by another's, round by round: what else goes on in the machine is in both. */
export function ratios(over: readonly number[], under: readonly number[]): number[] {
  return over.map((value, round) => value / under[round]!)
}
