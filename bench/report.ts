/** One line of the result. */
export interface Measure {
  readonly name: string
  readonly value: number
  /** `null`: only reported. */
  readonly target: { readonly atMost: number } | { readonly atLeast: number } | null
}

export interface Verdict {
  readonly name: string
  readonly value: number
  readonly target: string | null
  readonly ok: boolean
}

export function judge({ name, value, target }: Measure): Verdict {
  if (target === null) return { name, value: round(value), target, ok: true }
  const [ok, words] =
    'atMost' in target
      ? [value <= target.atMost, `at most ${target.atMost}`]
      : [value >= target.atLeast, `at least ${target.atLeast}`]
  return { name, value: round(value), target: words, ok }
}

/** The verdicts as a table, to be the last lines of a run. */
export function table(verdicts: readonly Verdict[]): string {
  const rows = [
    ['measure', 'figure', 'target', 'verdict'],
    ...verdicts.map(({ name, value, target, ok }) => [
      name,
      String(value),
      target ?? '',
      target === null ? '' : ok ? 'met' : 'MISSED',
    ]),
  ]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)))
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
