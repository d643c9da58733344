import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { rivalVersions } from '../kit/servers.ts'
import { graphicSubjects, photoSubjects } from './delivered/figures.ts'
import { graphics } from './graphics/corpus.ts'
import { answersOf } from './others/answers.ts'
import { writeOriginals } from './others/originals.ts'
import { othersPlot } from './others/plot.ts'
import { othersTables } from './others/table.ts'

/** Where the plot lies, beside the tables. */
export const PLOT_FILE = 'quality-others.svg'

/**
 * Measures what Sizewright, IPX and Next.js answer to the same `Accept` with the same pictures in the same widths.
 *
 * @param photos paths of JPEGs
 * @param scratch a folder for what is needed while it runs
 */
export async function measureOthers(
  photos: readonly string[],
  scratch: string,
): Promise<{ report: string; plot: string }> {
  const folder = join(scratch, 'originals')
  const originals = await writeOriginals([...graphicSubjects(graphics), ...(await photoSubjects(photos))], folder)
  const versions = await versionsLine()
  const answers = await answersOf(originals, folder, scratch)
  const image = `![Bytes against quality of what is answered](${PLOT_FILE})`
  return { report: [versions, image, othersTables(answers)].join('\n\n'), plot: othersPlot(answers) }
}

async function versionsLine(): Promise<string> {
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
  const rivals = await rivalVersions()
  return `Sizewright ${version} (Sharp ${sharp.versions.sharp}), IPX ${rivals.ipx} and Next.js ${rivals.next} (Sharp ${rivals.sharp}).`
}
