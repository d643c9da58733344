import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import type { Part } from './kit/part.ts'
import { draw } from './kit/plot.ts'
import { verdictTable } from './kit/report.ts'

/** The parts of the suite, the short ones first. What decodes photos is measured on baseline JPEG, too, as cameras write it. */
const PARTS = [
  ['prewarm'],
  ['prewarm', '--baseline'],
  ['miss'],
  ['miss', '--baseline'],
  ['hit'],
  ['cold'],
  ['memory'],
  ['scale'],
] as const

/** Each part runs with the option of Node that the service gives itself (`src/local/restart.ts`), ours and theirs. */
const COLLECT_AFTER = '--initial-old-space-size=128'

/**
 * Runs all parts, each as a process of its own, and writes their plots. It takes `--photos DIR`, `--json FILE` and
 * `--check` as each part does, and `--plots DIR` (`docs/plots`, otherwise).
 */
const { values } = parseArgs({
  options: {
    photos: { type: 'string' },
    json: { type: 'string' },
    plots: { type: 'string', default: new URL('../docs/plots', import.meta.url).pathname },
    check: { type: 'boolean', default: false },
  },
})
const scratch = await mkdtemp(join(tmpdir(), 'sizewright-bench-all-'))
try {
  const parts: Part[] = []
  for (const [name, ...options] of PARTS) {
    console.log(`\n${[name, ...options].join(' ')}`)
    const part = await runPart(name, options)
    console.log(verdictTable(part.measures))
    parts.push(part)
  }
  await mkdir(values.plots, { recursive: true })
  for (const chart of parts.flatMap(({ charts }) => charts)) {
    await writeFile(join(values.plots, `${chart.file}.svg`), draw(chart))
  }
  const result = { date: new Date().toISOString().slice(0, 10), node: process.version, processors: processors(), parts }
  await writeFile(values.json ?? join(values.plots, 'bench.json'), `${JSON.stringify(result, null, 2)}\n`)
  const missed = parts.flatMap(({ measures }) => measures.filter(({ ok }) => !ok))
  console.log(`\n${missed.length === 0 ? 'every target is met' : `${missed.length} missed`}`)
  if (values.check && missed.length > 0) process.exitCode = 1
} finally {
  await rm(scratch, { recursive: true, force: true })
}

async function runPart(name: string, options: readonly string[]): Promise<Part> {
  const file = join(scratch, `${name}.json`)
  const script = new URL(`./${name}.ts`, import.meta.url).pathname
  const photos = values.photos === undefined ? [] : ['--photos', values.photos]
  await promisify(execFile)(process.execPath, [COLLECT_AFTER, script, ...photos, ...options, '--json', file])
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own script writes it
  return JSON.parse(await readFile(file, 'utf8')) as Part
}

function processors(): string {
  return `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`
}
