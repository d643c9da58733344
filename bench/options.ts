import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeSamples } from '../src/local/samples.ts'
import { judge, type Measure, table } from './report.ts'

/** What a part of the suite works with. */
export interface Bench {
  /** The photos, JPEG, in a folder of their own that may be written to. */
  readonly photos: string
  readonly names: readonly string[]
  /** For whatever else lies about while it runs. */
  readonly scratch: string
}

/**
 * Runs one part of the suite as a program: `--photos DIR` (the samples, else), `--json FILE`, and `--check`, with which
 * a target that is missed is exit code 1.
 */
export async function runPart(name: string, measure: (bench: Bench) => Promise<Measure[]>): Promise<void> {
  const { values } = parseArgs({
    options: { photos: { type: 'string' }, json: { type: 'string' }, check: { type: 'boolean', default: false } },
  })
  const scratch = await mkdtemp(join(tmpdir(), 'sizewright-bench-'))
  try {
    const verdicts = (await measure(await prepare(scratch, values.photos))).map(judge)
    if (values.json !== undefined) {
      await writeFile(values.json, `${JSON.stringify({ part: name, measures: verdicts }, null, 2)}\n`)
    }
    console.log(table(verdicts))
    if (values.check && verdicts.some(({ ok }) => !ok)) process.exitCode = 1
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function prepare(scratch: string, folder: string | undefined): Promise<Bench> {
  const photos = join(scratch, 'photos')
  if (folder === undefined) await makeSamples(photos)
  else await mkdir(photos)
  for (const file of folder === undefined ? [] : await readdir(folder)) {
    if (isJpeg(file)) await copyFile(join(folder, file), join(photos, file))
  }
  const names = (await readdir(photos)).filter(isJpeg)
  if (names.length === 0) throw new Error(`there is no JPEG in ${folder}`)
  console.log(`${names.length} ${names.length === 1 ? 'photo' : 'photos'}`)
  return { photos, names, scratch }
}

function isJpeg(name: string): boolean {
  return /\.jpe?g$/i.test(name)
}
