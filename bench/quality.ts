import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gatherPhotos } from './kit/photos.ts'
import { choicesAmong } from './quality/choice.ts'
import { encodeAll } from './quality/encode.ts'
import { grid, jpeg } from './quality/grid.ts'
import { hasButteraugli, judgeAll, type Row } from './quality/judge.ts'
import { finish, picturesOf } from './quality/pictures.ts'
import { type Panel, plotOf } from './quality/plot.ts'
import { choiceTableOf, markdown, tableOf } from './quality/table.ts'

/** Small pictures are encoded in no time, so they need more rounds for the same certainty. */
const SIZES = [
  { title: 'thumbnail, 150 × 150 cover', side: 150, fit: 'cover', rounds: 15 },
  { title: 'medium, 600 × 600 inside', side: 600, fit: 'inside', rounds: 5 },
  { title: 'large, 1200 × 1200 inside', side: 1200, fit: 'inside', rounds: 3 },
] as const
const MEDIUM = SIZES[1].title
const ON_A_PAGE = 20

const { values } = parseArgs({
  options: { photos: { type: 'string' }, json: { type: 'string' }, docs: { type: 'string' } },
})
const scratch = await mkdtemp(join(tmpdir(), 'sizewright-bench-'))
const photos = join(scratch, 'photos')
const pictures = await picturesOf(photos, await gatherPhotos(values.photos, photos))
await rm(scratch, { recursive: true })
const withButteraugli = await hasButteraugli()
if (!withButteraugli) console.error('without Butteraugli: its command is missing (Debian: libjxl-devtools)')

const panels: Panel[] = []
for (const { title, side, fit, rounds } of SIZES) {
  console.error(`${title}: ${pictures.length} pictures, ${grid.length} settings, ${rounds} rounds`)
  const finished = await Promise.all(pictures.map((picture) => finish(picture, side, fit)))
  panels.push({ title, rows: await judgeAll(finished, await encodeAll(finished, grid, rounds), withButteraugli) })
}

const report = [
  ...panels.map(({ title, rows }) => `### ${title}\n\n${choiceTableOf(choicesAmong(rows), rows, pictures.length)}`),
  `### A page of twenty\n\n${page()}`,
  ...panels.map(({ title, rows }) => `### All settings: ${title}\n\n${tableOf(rows, pictures.length)}`),
].join('\n\n')
console.log(report)
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(panels, null, 2)}\n`)
if (values.docs !== undefined) await publish(values.docs)

/** A table of what twenty medium pictures weigh, if they are like those measured. */
function page(): string {
  const { rows } = panels.find(({ title }) => title === MEDIUM)!
  const kilobytes = ({ bytes }: Row) => (bytes / pictures.length / 1000) * ON_A_PAGE
  const fallback = kilobytes(rows.find(({ setting }) => setting === jpeg)!)
  const shown = rows.filter(
    ({ setting: { codec, quality, effort } }) =>
      codec === 'jpeg' ||
      (codec === 'webp' && quality === 80 && effort % 2 === 0) ||
      (codec === 'avif' && effort === 0 && quality >= 50),
  )
  return markdown([
    ['twenty medium pictures', 'KB', 'against JPEG'],
    ...shown.map((row) => [
      row.setting.name,
      kilobytes(row).toFixed(0),
      `${Math.round(100 * (kilobytes(row) / fallback - 1))} %`.replace('-', '−'),
    ]),
  ])
}

/** Writes the plot and the tables into the documentation; the tables go between their marks. */
async function publish(folder: string): Promise<void> {
  const path = join(folder, 'quality.md')
  const [before, after] = (await readFile(path, 'utf8')).split(/<!-- measured -->[^]*<!-- end -->/)
  if (before === undefined || after === undefined) throw new Error(`${path} has no place for the figures`)
  await writeFile(path, `${before}<!-- measured -->\n\n${report}\n\n<!-- end -->${after}`)
  await writeFile(join(folder, 'quality.svg'), plotOf(panels))
}
