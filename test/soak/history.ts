import { writeFileSync } from 'node:fs'

/** What happened, for whoever has to find out why it went wrong. */
export interface History {
  readonly note: (what: string) => void
  /** How often each kind of thing happened: the first word of what was noted. */
  readonly counts: () => Readonly<Record<string, number>>
  /** The last of what happened, a line each. */
  readonly tail: () => string
}

const SHOWN = 300

/** @param file is given each line as it is noted, unless `undefined` */
export function createHistory(file: string | undefined): History {
  const begun = performance.now()
  const lines: string[] = []
  const counts: Record<string, number> = {}
  return {
    note(what) {
      const line = `${((performance.now() - begun) / 1000).toFixed(3).padStart(9)} s  ${what}`
      lines.push(line)
      if (lines.length > SHOWN) lines.shift()
      if (file !== undefined) writeFileSync(file, `${line}\n`, { flag: 'a' })
      const [kind = ''] = what.split(':')
      counts[kind] = (counts[kind] ?? 0) + 1
    },
    counts: () => counts,
    tail: () => lines.join('\n'),
  }
}
