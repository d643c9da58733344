import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Bench, Result } from '../kit/part.ts'
import type { Measure } from '../kit/report.ts'
import { spread } from '../kit/rounds.ts'

const COUNTS = [10_000, 100_000]
/** What an original may take in memory, in bytes. */
const MEMORY = 400
/** How long requests for pictures may wait for the list, in ms. */
const STRETCH = 50

/** What `list-child.ts` measures. Times are in ms, memory is in bytes an original. */
interface Listed {
  /** The first page of all, and until the whole collection is in memory. */
  readonly cold: number
  readonly built: { readonly ms: number; readonly cpu: number }
  /** Once that is so, and when all four orders have been asked for. */
  readonly memory: number
  readonly memoryInAll: number
  /** The first page in an order. */
  readonly firsts: Readonly<Record<string, number>>
  /** The pages after that. */
  readonly again: Readonly<Record<string, readonly number[]>>
  readonly search: readonly number[]
  readonly rare: readonly number[]
  readonly folder: readonly number[]
  readonly last: readonly number[]
  /** The longest time on the CPU without a turn for others. */
  readonly stall: { readonly building: number; readonly asking: number }
  /** Until all dates were read; `null` on the disk, where there are none. */
  readonly dates: number | null
}

interface Row {
  readonly count: number
  readonly listed: Listed
  readonly disk: Listed
}

/** Measures what the list of the gallery costs: over listings that take no time, and over a folder with so many files beside each other. */
export async function scaleOfList({ scratch }: Bench): Promise<Required<Result>> {
  const rows: Row[] = []
  for (const count of COUNTS)
    rows.push({ count, listed: await run('listed', count, scratch), disk: await run('disk', count, scratch) })
  return {
    measures: rows.flatMap((row) => measuresOf(row)),
    charts: [],
  }
}

function measuresOf({ count, listed, disk }: Row): Measure[] {
  const figure = (name: string, value: number): Measure => ({
    name: `list of ${count}: ${name}`,
    value,
    target: null,
  })
  const figures = (name: string, values: readonly number[]): Measure => ({
    name: `list of ${count}: ${name}, ms`,
    ...spread(values),
    target: null,
  })
  return [
    figure('first page of all, on the disk, ms', disk.cold),
    figures('first page, on the disk', disk.again['name']!),
    figure('until all is in memory, without the disk, ms of CPU', listed.built.cpu),
    { ...figure('memory, bytes an original', listed.memory), target: { atMost: MEMORY } },
    { ...figure('memory with all orders, bytes an original', listed.memoryInAll), target: { atMost: MEMORY } },
    ...Object.entries(listed.firsts).map(([sort, ms]) => figure(`first page by ${sort}, the first time, ms`, ms)),
    ...Object.entries(listed.again).map(([sort, ms]) => figures(`first page by ${sort}`, ms)),
    figures('a search that finds nearly all', listed.search),
    figures('a search that finds nothing', listed.rare),
    figures('a folder', listed.folder),
    figures('the last page, backwards', listed.last),
    { ...figure('longest stretch while it is listed, ms', listed.stall.building), target: { atMost: STRETCH } },
    figure('longest stretch while it is asked, on the disk, ms', disk.stall.asking),
    figure('until all dates are read, without the disk, ms', listed.dates ?? Number.NaN),
  ]
}

async function run(kind: 'listed' | 'disk', count: number, scratch: string): Promise<Listed> {
  const child = new URL('./list-child.ts', import.meta.url).pathname
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', child, kind, String(count), scratch])
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own script prints it
  return JSON.parse(stdout) as Listed
}
