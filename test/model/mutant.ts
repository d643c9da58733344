/** A step of the protocol taken away: the model must notice. */
export interface Mutant {
  readonly name: string
  readonly file: string
  /** Stands there once, unless `times` says otherwise. */
  readonly text: string
  readonly times?: number
  readonly becomes: string
  /** Goes, too. */
  readonly without?: string
}

export const mutants: readonly Mutant[] = [
  {
    name: 'no second look',
    file: 'src/reconcile.ts',
    text: 'if (!isSame(seen.original, now)) continue',
    becomes: 'if (isSame === undefined) continue',
  },
  {
    name: 'no sweep',
    file: 'src/reconcile.ts',
    text: 'await intend(plan, isUrgent)',
    becomes: 'void intend',
  },
  {
    name: 'the sweep is asked for last',
    file: 'src/reconcile.ts',
    without: '    await intend(plan, isUrgent)\n',
    text: 'return outcome(run, run.owesPurge)\n  }',
    becomes: 'return intend(plan, isUrgent).then(() => outcome(run, run.owesPurge))\n  }',
  },
  {
    name: 'no purge',
    file: 'src/reconcile.ts',
    text: 'await ports.purge([cacheTag(key)])',
    times: 2,
    becomes: 'cacheTag(key)',
  },
  {
    name: 'no purge by a run that gives up',
    file: 'src/reconcile.ts',
    text: 'if (run.owesPurge) await ports.purge([cacheTag(key)]) //',
    becomes: '//',
  },
  {
    name: 'no purge on redelivery',
    file: 'src/reconcile.ts',
    text: 'message.purge === true || message.isRedelivered === true',
    becomes: 'message.purge === true',
  },
  {
    name: 'writes without conditions',
    file: 'src/stores/condition.ts',
    text: "return only === 'absent' ? stored === null : stored?.etag === only.etag",
    becomes: 'return only !== stored',
  },
  {
    name: 'the source is that of an earlier head',
    file: 'src/reconcile/prepare.ts',
    text: 'if (original.source !== sourceOf(seen.original)) {',
    becomes: 'if (original.source === "") {',
  },
  {
    name: 'answers made on the spot live a year',
    file: 'test/model/edge.ts',
    text: 'const MADE = MINUTE',
    becomes: 'const MADE = YEAR',
  },
]

/**
 * What the file becomes.
 *
 * @throws Error when the text does not stand there, or more often than the mutant knows
 */
export function mutated(source: string, { name, file, text, times = 1, becomes, without = '' }: Mutant): string {
  const parts = source.replace(without, '').split(text)
  if (!source.includes(without) || parts.length !== times + 1) {
    throw new Error(`${name}: its text stands ${parts.length - 1} times in ${file}`)
  }
  return parts.join(becomes)
}
