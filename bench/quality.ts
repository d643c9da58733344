import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gatherPhotos } from './kit/photos.ts'
import { animationTable } from './quality/animations/table.ts'
import { measureDelivered } from './quality/delivered.ts'
import { floorReport } from './quality/floor/report.ts'
import { samplesFor, samplesOf } from './quality/floor/samples.ts'
import { measureOthers, PLOT_FILE } from './quality/others.ts'
import { plotOf } from './quality/plot.ts'
import { hasButteraugli } from './quality/score.ts'
import { measureSettings } from './quality/settings.ts'

/** What is measured where no part is named, and what has to be named. */
const PARTS = ['settings', 'delivered', 'others', 'animations']
const NAMED = [...PARTS, 'floor']

/**
 * `--photos DIR`, which may be given again: every setting is tried on the first folder's, what is delivered, by us and by
 * others, is measured of all. `--part settings`, `delivered`, `others` or `animations` leaves the rest out; `floor`, what a quality that follows the
 * picture would be worth, is measured of the first folder's where it is named. `--docs DIR` writes quality.md and its plots there, `--json FILE`
 * the figures of the settings, or the samples of the floor, which are read from it where they are there, `--save` the baselines of what is delivered,
 * `--sheets DIR` what is delivered as PNGs, to be looked at.
 */
const { values } = parseArgs({
  options: {
    photos: { type: 'string', multiple: true, default: [] },
    part: { type: 'string' },
    json: { type: 'string' },
    docs: { type: 'string' },
    save: { type: 'boolean', default: false },
    sheets: { type: 'string' },
  },
})
const { part } = values
if (part !== undefined && !NAMED.includes(part)) throw new Error(`--part is one of ${NAMED.join(', ')}`)
const parts = part === undefined ? PARTS : [part]
const withButteraugli = await hasButteraugli()
if (!withButteraugli) console.error('without Butteraugli: its command is missing (Debian: libjxl-devtools)')
const scratch = await mkdtemp(join(tmpdir(), 'sizewright-bench-'))
try {
  const folders = await gather(scratch)
  if (parts.includes('settings')) await settings(folders[0]!)
  if (parts.includes('delivered')) await delivered(folders)
  if (parts.includes('others')) await others(folders)
  if (parts.includes('animations')) await moving()
  if (parts.includes('floor')) await floor(folders[0]!)
} finally {
  await rm(scratch, { recursive: true })
}

interface Folder {
  readonly path: string
  readonly names: readonly string[]
}

async function gather(scratch: string): Promise<Folder[]> {
  const folders: Folder[] = []
  const from = values.photos.length === 0 ? [undefined] : values.photos
  for (const [index, folder] of from.entries()) {
    const path = join(scratch, String(index))
    folders.push({ path, names: await gatherPhotos(folder, path) })
  }
  return folders
}

async function settings({ path, names }: Folder): Promise<void> {
  const { panels, report } = await measureSettings(path, names, withButteraugli)
  console.log(report)
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(panels, null, 2)}\n`)
  if (values.docs === undefined) return
  await publish(values.docs, 'measured', report)
  await writeFile(join(values.docs, 'quality.svg'), plotOf(panels))
}

async function delivered(folders: readonly Folder[]): Promise<void> {
  const { report, verdicts } = await measureDelivered(pathsIn(folders), withButteraugli, values.save, values.sheets)
  console.log(`${report}\n\n${verdicts}`)
  if (values.docs !== undefined) await publish(values.docs, 'delivered', report)
}

async function others(folders: readonly Folder[]): Promise<void> {
  const { report, plot } = await measureOthers(pathsIn(folders), scratch)
  console.log(report)
  if (values.docs === undefined) return
  await publish(values.docs, 'others', report)
  await writeFile(join(values.docs, PLOT_FILE), plot)
}

async function floor({ path, names }: Folder): Promise<void> {
  const report = floorReport(await samplesFor(values.json, () => samplesOf(path, names)))
  console.log(report)
  if (values.docs !== undefined) await publish(values.docs, 'floor', report)
}

function pathsIn(folders: readonly Folder[]): string[] {
  return folders.flatMap(({ path, names }) => names.map((name) => join(path, name)))
}

async function moving(): Promise<void> {
  const report = await animationTable(values.save)
  console.log(report)
  if (values.docs !== undefined) await publish(values.docs, 'moving', report)
}

/** Writes tables into the documentation, between their marks. */
async function publish(folder: string, mark: string, report: string): Promise<void> {
  const path = join(folder, 'quality.md')
  const [before, inside] = (await readFile(path, 'utf8')).split(`<!-- ${mark} -->`)
  const after = inside?.split(`<!-- end ${mark} -->`)[1]
  if (before === undefined || after === undefined) throw new Error(`${path} has no place for what is ${mark}`)
  await writeFile(path, `${before}<!-- ${mark} -->\n\n${report}\n\n<!-- end ${mark} -->${after}`)
}
