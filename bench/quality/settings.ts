import { choicesAmong } from './choice.ts'
import { encodeAll } from './encode.ts'
import { grid } from './grid.ts'
import { judgeAll } from './judge.ts'
import { pageTable } from './page.ts'
import { finish, picturesOf } from './pictures.ts'
import type { Panel } from './plot.ts'
import { choiceTableOf, folded, tableOf } from './table.ts'

/** Small pictures are encoded in no time, so they need more rounds for the same certainty. */
const SIZES = [
  { title: 'thumbnail, 150 × 150 cover', side: 150, fit: 'cover', rounds: 15 },
  { title: 'medium, 600 × 600 inside', side: 600, fit: 'inside', rounds: 5 },
  { title: 'large, 1200 × 1200 inside', side: 1200, fit: 'inside', rounds: 3 },
] as const
const MEDIUM = SIZES[1].title

/**
 * Encodes the finished pixels of photos with every setting, and holds what comes out against them.
 *
 * @param files names of JPEGs in the folder
 * @returns what is plotted, and the tables
 */
export async function measureSettings(
  folder: string,
  files: readonly string[],
  withButteraugli: boolean,
): Promise<{ panels: Panel[]; report: string }> {
  const pictures = await picturesOf(folder, files)
  const panels: Panel[] = []
  const choices: string[] = []
  for (const { title, side, fit, rounds } of SIZES) {
    console.error(`${title}: ${pictures.length} pictures, ${grid.length} settings, ${rounds} rounds`)
    const finished = await Promise.all(pictures.map((picture) => finish(picture, side, fit)))
    const rows = await judgeAll(finished, await encodeAll(finished, grid, rounds), withButteraugli)
    panels.push({ title, rows })
    choices.push(`### ${title}\n\n${choiceTableOf(choicesAmong(rows, side), rows, pictures.length)}`)
  }
  const medium = panels.find(({ title }) => title === MEDIUM)!
  const report = [
    ...choices,
    `### A page of twenty\n\n${pageTable(medium.rows)}`,
    ...panels.map(({ title, rows }) => folded(`All settings: ${title}`, tableOf(rows, pictures.length))),
  ].join('\n\n')
  return { panels, report }
}
