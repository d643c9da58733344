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
    file: 'src/core/reconcile.ts',
    text: 'if (!isSameOriginal(seen.original, now)) continue',
    becomes: 'if (isSameOriginal === undefined) continue',
  },
  {
    name: 'no sweep',
    file: 'src/core/reconcile.ts',
    text: 'await intend(plan, isUrgent)',
    becomes: 'void intend',
  },
  {
    name: 'the sweep is asked for last',
    file: 'src/core/reconcile.ts',
    without: '    await intend(plan, isUrgent)\n',
    text: 'return outcome(run, run.owesPurge)\n  }',
    becomes: 'return intend(plan, isUrgent).then(() => outcome(run, run.owesPurge))\n  }',
  },
  {
    name: 'no purge',
    file: 'src/core/reconcile.ts',
    text: 'await ports.purge([cacheTag(key)])',
    times: 2,
    becomes: 'cacheTag(key)',
  },
  {
    name: 'no purge by a run that gives up',
    file: 'src/core/reconcile.ts',
    text: 'if (run.owesPurge) await ports.purge([cacheTag(key)]) //',
    becomes: '//',
  },
  {
    name: 'judged at the first try',
    file: 'src/core/reconcile/retry.ts',
    text: 'const second = await unlessUnjudged(() => within(make, DECODING_MS, true))',
    becomes: 'const second = first',
  },
  {
    name: 'judged although it was starved',
    file: 'src/core/reconcile/retry.ts',
    text: 'return second.wasFed && ',
    becomes: 'return ',
  },
  {
    name: 'judged although it ended in two ways',
    file: 'src/core/reconcile/retry.ts',
    text: ' && second.ending === first.ending',
    becomes: '',
  },
  {
    name: 'no purge on redelivery',
    file: 'src/core/reconcile.ts',
    text: 'message.purge === true || message.isRedelivered === true',
    becomes: 'message.purge === true',
  },
  {
    name: 'serve writes an entry',
    file: 'src/core/serve/load.ts',
    text: 'error instanceof Unjudged) await enqueue(ports, key)',
    becomes: `error instanceof Unjudged) {
      const { etag: source } = await ports.originals.head(key)
      const metadata = { reason: 'damaged', source, 'decode-recipe': ports.catalogue.decodeRecipe }
      await ports.errors.put(escapeKey(key), { body: new Uint8Array(), metadata }, 'absent')
    }`,
  },
  {
    name: 'writes without conditions',
    file: 'src/stores/store.ts',
    text: "return only === 'absent' ? stored === null : stored?.etag === only.etag",
    becomes: 'return only !== stored',
  },
  {
    name: 'the source is that of an earlier head',
    file: 'src/core/reconcile/prepare.ts',
    text: 'if (original.source !== plan.source) {',
    becomes: 'if (original.source === "") {',
  },
  {
    name: 'the original of a key that is not served is looked at',
    file: 'src/core/reconcile/look.ts',
    text: 'await (catalogue.serves(key) ?',
    becomes: 'await (catalogue.isPublic(key) ?',
  },
  {
    name: 'what was made of an archived original goes',
    file: 'src/core/reconcile/plan.ts',
    text: "filter(([, { metadata }]) => metadata['source'] !== source)\n",
    becomes: 'slice()\n',
  },
  {
    name: 'answers made on the spot live a year',
    file: 'test/model/edge.ts',
    text: 'const MADE = MINUTE',
    becomes: 'const MADE = YEAR',
  },
  {
    name: 'what is answered from under another name bears no tag',
    file: 'test/model/edge.ts',
    text: 'tag: cacheTag(key), expires: time.now + life',
    becomes: 'tag: null, expires: time.now + life',
  },
  {
    name: 'a size that shows the whole is stored for itself, too',
    file: 'src/core/serve/session.ts',
    text: 'isDrawing ? rendition : standInWhenMade(',
    becomes: 'standInWhenMade === undefined ? rendition : ((one: Rendition, ..._: unknown[]) => one)(',
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
