import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import type { Bench, Result } from '../kit/part.ts'
import type { Measure } from '../kit/report.ts'
import { median, spread } from '../kit/rounds.ts'

const ORIGINALS = [10, 100, 1000, 10_000]
/** How many times the service is started over unchanged originals. */
const STARTS = 3

interface Start {
  /** Time on the clock until everything was looked at, in ms. */
  readonly caughtUp: number
  /** CPU time until then, in ms. */
  readonly cpu: number
  /** Times of some requests for a page of the gallery, in ms. */
  readonly page: readonly number[]
}

/** Measures how the cost of what goes through all originals grows with their number. They are small, for pixels are not the question. */
export async function scaleOfOriginals({ photos, names, scratch }: Bench): Promise<Required<Result>> {
  const picture = await sharp(join(photos, names[0]!)).resize(160, 120, { fit: 'cover' }).jpeg().toBuffer()
  const rows: { count: number; first: Start; again: Start[] }[] = []
  for (const count of ORIGINALS) {
    const [folder, data] = [join(scratch, `of-${count}`), join(scratch, `data-${count}`)]
    await mkdir(folder)
    for (let index = 0; index < count; index += 1) {
      await writeFile(join(folder, `${String(index).padStart(6, '0')}.jpg`), picture)
    }
    const first = await start(folder, data)
    const again: Start[] = []
    for (let time = 0; time < STARTS; time += 1) again.push(await start(folder, data))
    rows.push({ count, first, again })
  }
  const scan = (row: (typeof rows)[number]) => median(row.again.map(({ caughtUp }) => caughtUp))
  return {
    measures: rows.flatMap((row, index): Measure[] => [
      {
        name: `${row.count} originals, first start, ms each`,
        value: row.first.caughtUp / row.count,
        target: null,
      },
      {
        name: `${row.count} originals, start when nothing changed, s (of this machine)`,
        ...spread(row.again.map(({ caughtUp }) => caughtUp / 1000)),
        target: row.count === 10_000 ? { atMost: 3 } : null,
      },
      ...(index === 0
        ? []
        : [
            {
              name: `${row.count} originals, start when nothing changed / that of ${rows[index - 1]!.count}`,
              value: scan(row) / scan(rows[index - 1]!),
              target: null,
            },
          ]),
      {
        name: `${row.count} originals, a page of the gallery, ms`,
        ...spread(row.again.flatMap(({ page }) => page)),
        target: null,
      },
    ]),
    charts: [
      {
        file: 'scale-originals',
        title: 'What the number of originals costs, ms',
        lines: [
          { label: 'first start', points: rows.map(({ count, first }) => [count, first.caughtUp] as const) },
          { label: 'start, nothing changed', points: rows.map((row) => [row.count, scan(row)] as const) },
          {
            label: 'gallery page',
            points: rows.map(({ count, again }) => [count, median(again.flatMap(({ page }) => page))] as const),
          },
        ],
      },
    ],
  }
}

async function start(folder: string, data: string): Promise<Start> {
  const child = new URL('./child.ts', import.meta.url).pathname
  const { stdout } = await promisify(execFile)(process.execPath, [child, folder, data])
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own script prints it
  return JSON.parse(stdout) as Start
}
