import { DOCS } from '../cli/command-line.ts'
import { messageOf } from '../errors.ts'
import { printable } from '../printable.ts'
import { type Check, Failed, Inconclusive } from './check.ts'

export interface CheckOutcome {
  readonly title: string
  readonly outcome: 'held' | 'failed' | 'unseen'
  /** What was seen, or why nothing could be seen. */
  readonly message: string | null
  /** What to do, or to copy, in lines of its own. */
  readonly lines?: readonly string[]
  /** The point of "The first real deployment" in docs/operating.md, where it has the anchor `check-<point>`. */
  readonly point: number | null
}

/** Runs checks one after another. Where the first one fails it ends there, for nothing else can be told. */
export async function* runChecks<In>(checks: readonly Check<In>[], subject: In): AsyncGenerator<CheckOutcome> {
  for (const [index, check] of checks.entries()) {
    const outcome = await runCheck(check, subject)
    yield outcome
    if (index === 0 && outcome.outcome === 'failed') return
  }
}

/** Runs one check. What a server does to it, even that it does not answer, is an outcome and no fault. */
export async function runCheck<In>({ title, point, run }: Check<In>, subject: In): Promise<CheckOutcome> {
  try {
    const told = (await run(subject)) ?? null
    const { message, lines } = typeof told === 'string' || told === null ? { message: told, lines: [] } : told
    return { title, point: point ?? null, outcome: 'held', message, ...below(lines) }
  } catch (error) {
    const message = messageOf(error)
    const isExpected = error instanceof Failed || error instanceof Inconclusive
    return {
      title,
      point: point ?? null,
      outcome: error instanceof Inconclusive ? 'unseen' : 'failed',
      message: isExpected ? message : `it could not be tried: ${message}`,
      ...below(error instanceof Failed ? error.lines : []),
    }
  }
}

function below(lines: readonly string[]): { lines?: readonly string[] } {
  return lines.length === 0 ? {} : { lines }
}

const MARKS = { held: '✓', failed: '✗', unseen: '–' }

/** Writes an outcome for people: one line, and those below it. */
export function textOf({ title, outcome, message, point, lines = [] }: CheckOutcome): string {
  const words = { held: '', failed: ': ', unseen: ': not checked, ' }[outcome]
  const told = outcome === 'held' ? (message === null ? '' : ` (${message})`) : `${words}${message}`
  const see = outcome === 'held' || point === null ? '' : ` [${DOCS}/operating.md#check-${point}]`
  return [`${MARKS[outcome]} ${title}${told}${see}`, ...lines.map((line) => `    ${line}`)].map(printable).join('\n')
}

export function summaryOf(outcomes: readonly CheckOutcome[]): string {
  const count = (wanted: CheckOutcome['outcome']) => outcomes.filter(({ outcome }) => outcome === wanted).length
  return `${count('held')} held, ${count('failed')} did not, ${count('unseen')} not checked`
}
