import { readFile, writeFile } from 'node:fs/promises'
import { markdown } from '../table.ts'
import { animations } from './corpus.ts'
import { measureAnimations, type Moving } from './measure.ts'

/** What was delivered before animations were looked at: `npm run bench:quality -- --part animations --save`. */
const BASELINE = new URL('baseline.json', import.meta.url)

/** Measures all animations. @param save writes the baseline anew @returns a table of `before → now` */
export async function animationTable(save: boolean): Promise<string> {
  const figures = await measureAnimations(animations)
  if (save) await writeFile(BASELINE, `${JSON.stringify(figures, null, 2)}\n`)
  const before: Moving[] = JSON.parse(await readFile(BASELINE, 'utf8'))
  return tableOf(figures, before)
}

/** A row for each animation and size; bytes are also given as shares of the original's. */
function tableOf(figures: readonly Moving[], before: readonly Moving[]): string {
  const rows = new Map<string, string[]>()
  for (const now of figures) {
    const then = before.find(
      ({ animation, size, format }) => animation === now.animation && size === now.size && format === now.format,
    )
    const name = `${now.animation}, ${now.size}`
    const row = rows.get(name) ?? [name, kilobytes(now.original)]
    rows.set(name, [
      ...row,
      change(kilobytes(then?.bytes ?? now.bytes), kilobytes(now.bytes)),
      `${Math.round((now.bytes * 100) / now.original)} %`,
      change((then?.s2 ?? now.s2).toFixed(1), now.s2.toFixed(1)),
    ])
  }
  return markdown([['', 'original, KB', 'GIF, KB', '', 'S2', 'WebP, KB', '', 'S2'], ...rows.values()])
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1)
}

function change(then: string, now: string): string {
  return then === now ? now : `${then} → ${now}`
}
