import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gatherPhotos, type Layout } from './photos.ts'
import type { Chart } from './plot.ts'
import { verdictOn, type Measure, verdictTable, type Verdict } from './report.ts'

/** What a part of the suite works with. */
export interface Bench {
  /** The folder of the photos, which are JPEGs. It may be written to. */
  readonly photos: string
  readonly names: readonly string[]
  /** A folder for whatever else is needed while it runs. */
  readonly scratch: string
  readonly layout: Layout
}

/** What a part found out. */
export interface Result {
  readonly measures: readonly Measure[]
  readonly charts?: readonly Chart[]
}

/** What a part writes for `--json`. */
export interface Part {
  readonly part: string
  readonly measures: readonly Verdict[]
  readonly charts: readonly Chart[]
}

/**
 * Runs one part of the suite as a program. It takes `--photos DIR` (a photo that is made, otherwise), `--baseline` (the
 * photos as baseline JPEG, which is what cameras write, whatever they are in the folder), `--json FILE`, and `--check`, with which the exit code is 1 where a target is missed.
 */
export async function runPart(name: string, measure: (bench: Bench) => Promise<Result>): Promise<void> {
  const { values } = parseArgs({
    options: {
      photos: { type: 'string' },
      baseline: { type: 'boolean', default: false },
      json: { type: 'string' },
      check: { type: 'boolean', default: false },
    },
  })
  const scratch = await mkdtemp(join(tmpdir(), 'sizewright-bench-'))
  try {
    const { measures, charts = [] } = await measure(
      await prepare(scratch, values.photos, values.baseline ? 'baseline' : 'as they are'),
    )
    const part: Part = {
      part: values.baseline ? `${name}, baseline JPEG` : name,
      measures: measures.map(verdictOn),
      charts: values.baseline ? charts.map(asBaseline) : charts,
    }
    if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(part, null, 2)}\n`)
    console.log(verdictTable(part.measures))
    if (values.check && part.measures.some(({ ok }) => !ok)) process.exitCode = 1
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Has a file and a title of its own beside the same chart of the photos as they are. */
function asBaseline(chart: Chart): Chart {
  return { ...chart, file: `${chart.file}-baseline`, title: `${chart.title}, baseline JPEG` }
}

async function prepare(scratch: string, folder: string | undefined, layout: Layout): Promise<Bench> {
  const photos = join(scratch, 'photos')
  const names = await gatherPhotos(folder, photos, layout)
  console.log(`${names.length} ${names.length === 1 ? 'photo' : 'photos'}, the contestants in turn in each round`)
  return { photos, names, scratch, layout }
}
