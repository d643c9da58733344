/** One line of the result. */
export interface Measure {
  readonly name: string
  readonly value: number
  /** The lowest and the highest of the rounds of which the value is the median. */
  readonly spread?: readonly [number, number]
  /** `null` where the figure is only reported. */
  readonly target: { readonly atMost: number } | { readonly atLeast: number } | null
}

export interface Verdict {
  readonly name: string
  readonly value: number
  readonly spread: readonly [number, number] | null
  readonly target: string | null
  readonly ok: boolean
}

/** Holds a figure against its target. */
export function verdictOn({ name, value, spread, target }: Measure): Verdict {
  const figures = {
    name,
    value: round(value),
    spread: spread === undefined ? null : ([round(spread[0]), round(spread[1])] as const),
  }
  if (target === null) return { ...figures, target, ok: true }
  const [ok, words] =
    'atMost' in target
      ? [value <= target.atMost, `at most ${target.atMost}`]
      : [value >= target.atLeast, `at least ${target.atLeast}`]
  return { ...figures, target: words, ok }
}

/** Writes the verdicts as a table, for the last lines of a run. */
export function verdictTable(verdicts: readonly Verdict[]): string {
  const rows = [
    ['measure', 'figure', 'spread', 'target', 'verdict'],
    ...verdicts.map(({ name, value, spread, target, ok }) => [
      name,
      String(value),
      spread === null ? '' : `${spread[0]} to ${spread[1]}`,
      target ?? '',
      target === null ? '' : ok ? 'met' : 'MISSED',
    ]),
  ]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}
