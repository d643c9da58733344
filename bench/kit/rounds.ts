export interface Cost {
  /** User and system time of this process, in ms. */
  readonly cpu: number
  /** In ms. */
  readonly wall: number
}

export async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await work()
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  return { cpu: (user + system) / 1000, wall }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** The median of the rounds, with the lowest and the highest. */
export function spread(values: readonly number[]): { readonly value: number; readonly spread: [number, number] } {
  return { value: median(values), spread: [Math.min(...values), Math.max(...values)] }
}

/** Round by round, one contestant's figures over another's: what else goes on in the machine is in both. */
export function ratios(over: readonly number[], under: readonly number[]): number[] {
  return over.map((value, round) => value / under[round]!)
}
