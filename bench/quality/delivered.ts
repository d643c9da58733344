import { verdictOn, verdictTable } from '../kit/report.ts'
import { readBaseline, saveBaseline } from './delivered/baseline.ts'
import { figuresOf, graphicSubjects, photoSubjects } from './delivered/figures.ts'
import { goalsOf } from './delivered/goals.ts'
import { deliveredTables } from './delivered/table.ts'
import { graphics } from './graphics/corpus.ts'

/**
 * Measures what the service delivers of each graphic and each photo, beside what it delivered when the baseline was saved.
 *
 * @param photos paths of JPEGs
 * @param save writes the baseline anew
 * @param sheets a folder in which everything is shown beside what it was encoded from, if that is wanted
 * @returns the tables, and how the goals stand
 */
export async function measureDelivered(
  photos: readonly string[],
  withButteraugli: boolean,
  save: boolean,
  sheets: string | undefined,
): Promise<{ report: string; verdicts: string }> {
  const subjects = [...graphicSubjects(graphics), ...(await photoSubjects(photos))]
  const before = await readBaseline()
  const figures = await figuresOf(subjects, withButteraugli, sheets)
  if (save) await saveBaseline(figures, before)
  const known = save ? await readBaseline() : before
  return { report: deliveredTables(figures, known), verdicts: verdictTable(goalsOf(figures, known).map(verdictOn)) }
}
