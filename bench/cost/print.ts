import type { Attack } from './attacks.ts'
import type { Counted } from './count.ts'
import type { Effort } from './efforts.ts'
import type { LadderCost } from './ladder.ts'
import type { CostRow } from './plot.ts'
import type { RolloutCost } from './rollout.ts'

/** All that `npm run cost` finds out, in dollars where nothing else is said. */
export interface Costs {
  readonly prices: string
  readonly upload: Counted
  readonly miss: Counted
  readonly rows: readonly (CostRow & { readonly misses: number })[]
  readonly hit: number
  readonly storageMonth: number
  readonly restart: { readonly known: number; readonly unknown: number }
  readonly rollout: { readonly unchanged: RolloutCost; readonly anew: RolloutCost }
  readonly ladder: LadderCost
  readonly unknown: Counted
  readonly attacks: readonly Attack[]
  readonly efforts: readonly Effort[]
}

/** @param batches how many reconcile works on at once */
export function printCosts(
  { upload, miss, rows, hit, storageMonth: month, restart, rollout, ladder, attacks, efforts }: Costs,
  batches: number,
): void {
  console.log(
    `\na million uploads or misses, in dollars (${upload.cpuMs.toFixed(0)} and ${miss.cpuMs.toFixed(0)} ms of CPU)`,
  )
  for (const { memory, architecture, uploads, misses } of rows) {
    console.log(
      `${String(memory).padStart(5)} MB ${architecture.padEnd(7)} ${uploads.toFixed(2).padStart(8)} ${misses.toFixed(2).padStart(8)}`,
    )
  }
  console.log(`a million hits of medium.webp (${(miss.stored / 1000).toFixed(1)} kB): ${hit.toFixed(2)}`)
  console.log(`storage of a million originals' renditions: ${month.toFixed(2)} a month`)
  console.log(
    `a restart over a million originals in S3, of which nothing has changed: ${restart.known.toFixed(3)} with the index, ${restart.unknown.toFixed(2)} without`,
  )
  for (const [what, { dollars, hours }] of Object.entries(rollout)) {
    const words = { unchanged: 'nothing has changed', anew: 'everything is made anew' }[what]
    console.log(
      `a rollout over a million originals, ${words}: ${dollars.toFixed(0)}, and ${hours.toFixed(0)} hours with ${batches} batches at once`,
    )
  }
  console.log(
    `a ladder of ${ladder.rungs.length} widths that nobody asks for: ${ladder.looks.toFixed(2)} more for a million uploads, ${ladder.look.toFixed(2)} for a look at a million`,
  )
  for (const { width, made, month } of ladder.rungs) {
    console.log(
      `  w${width} as WebP, asked for of a million originals: ${made.toFixed(2)}, and ${month.toFixed(2)} a month`,
    )
  }
  console.log('\nattacks: dollars a million, a day, and a day of one address under a rate limit')
  for (const { name, million, day, address } of attacks) {
    console.log(
      `${name.padEnd(32)} ${million.toFixed(2).padStart(10)} ${day.toFixed(0).padStart(6)} ${address?.toFixed(2).padStart(6) ?? ''}`,
    )
  }
  console.log(
    '\nWebP effort against the default 2: CPU ms more an upload, bytes a view less, views until it has paid for itself',
  )
  for (const { effort, moreCpu, lessBytes, views } of efforts) {
    console.log(
      `${effort}  ${moreCpu.toFixed(1).padStart(7)}  ${lessBytes.toFixed(0).padStart(7)}  ${views.toFixed(1).padStart(9)}`,
    )
  }
}
