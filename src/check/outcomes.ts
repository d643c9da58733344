import { DOCS } from '../cli/command-line.ts'
import { messageOf } from '../errors.ts'
import { printable } from '../printable.ts'
import { type Check, Failed, type Subject, Inconclusive } from './check.ts'

export interface CheckOutcome {
  readonly title: string
  readonly outcome: 'held' | 'failed' | 'unseen'
  /** What was seen, or why nothing could be seen. */
  readonly message: string | null
  /** The point of "The first real deployment" in docs/operating.md, where it has the anchor `check-<point>`. */
  readonly point: number | null
}

/** Runs checks one after another. Where the first one fails it ends there, for nothing else can be told. */
export async function* runChecks(checks: readonly Check[], subject: Subject): AsyncGenerator<CheckOutcome> {
  for (const [index, check] of checks.entries()) {
    const outcome = await runCheck(check, subject)
    yield outcome
    if (index === 0 && outcome.outcome === 'failed') return
  }
}

/** Runs one check. What a server does to it, even that it does not answer, is an outcome and no fault. */
export async function runCheck({ title, point, run }: Check, subject: Subject): Promise<CheckOutcome> {
  try {
    return { title, point: point ?? null, outcome: 'held', message: (await run(subject)) ?? null }
  } catch (error) {
    const message = messageOf(error)
    const isExpected = error instanceof Failed || error instanceof Inconclusive
    return {
      title,
      point: point ?? null,
      outcome: error instanceof Inconclusive ? 'unseen' : 'failed',
      message: isExpected ? message : `it could not be tried: ${message}`,
    }
  }
}

const MARKS = { held: '✓', failed: '✗', unseen: '–' }

/** Writes an outcome as a line for people. */
export function lineOf({ title, outcome, message, point }: CheckOutcome): string {
  const words = { held: '', failed: ': ', unseen: ': not checked, ' }[outcome]
  const told = outcome === 'held' ? (message === null ? '' : ` (${message})`) : `${words}${message}`
  const see = outcome === 'held' || point === null ? '' : ` [${DOCS}/operating.md#check-${point}]`
  return printable(`${MARKS[outcome]} ${title}${told}${see}`)
}

export function summaryOf(outcomes: readonly CheckOutcome[]): string {
  const count = (wanted: CheckOutcome['outcome']) => outcomes.filter(({ outcome }) => outcome === wanted).length
  return `${count('held')} held, ${count('failed')} did not, ${count('unseen')} not checked`
}
