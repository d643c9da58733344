import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeSamples } from '../../src/local/locations/samples.ts'
import type { Chart } from './plot.ts'
import { judge, type Measure, table, type Verdict } from './report.ts'

/** What a part of the suite works with. */
export interface Bench {
  /** The photos, JPEG, in a folder of their own that may be written to. */
  readonly photos: string
  readonly names: readonly string[]
  /** For whatever else lies about while it runs. */
  readonly scratch: string
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
 * Runs one part of the suite as a program: `--photos DIR` (the samples, else), `--json FILE`, and `--check`, with which
 * a target that is missed is exit code 1.
 */
export async function runPart(name: string, measure: (bench: Bench) => Promise<Result>): Promise<void> {
  const { values } = parseArgs({
    options: { photos: { type: 'string' }, json: { type: 'string' }, check: { type: 'boolean', default: false } },
  })
  const scratch = await mkdtemp(join(tmpdir(), 'sizewright-bench-'))
  try {
    const { measures, charts = [] } = await measure(await prepare(scratch, values.photos))
    const part: Part = { part: name, measures: measures.map(judge), charts }
    if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(part, null, 2)}\n`)
    console.log(table(part.measures))
    if (values.check && part.measures.some(({ ok }) => !ok)) process.exitCode = 1
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function prepare(scratch: string, folder: string | undefined): Promise<Bench> {
  const photos = join(scratch, 'photos')
  if (folder === undefined) await makeSamples(photos)
  else await copyPhotos(folder, photos)
  const names = (await readdir(photos)).filter(isJpeg)
  if (names.length === 0) throw new Error(`there is no JPEG in ${folder ?? 'the samples'}`)
  console.log(`${names.length} ${names.length === 1 ? 'photo' : 'photos'}, the contestants in turn in each round`)
  return { photos, names, scratch }
}

async function copyPhotos(from: string, to: string): Promise<void> {
  await mkdir(to)
  for (const file of (await readdir(from)).filter(isJpeg)) await copyFile(join(from, file), join(to, file))
}

function isJpeg(name: string): boolean {
  return /\.jpe?g$/i.test(name)
}
