import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { Context } from 'aws-lambda'
import type { Observer } from '../core/ports.ts'
import { isReason, type Reason } from '../errors.ts'

/** What is counted, by the names that the alarms and the dashboard know. */
type Count = 'Refused' | 'NoFont' | 'ForeignHtml' | 'Faults' | 'Removed' | 'Purges'

/** Refusals that are counted by themselves, too: there is something that the owner of the service can do about them. */
const REMEDIABLE: Partial<Record<Reason, Count>> = { 'no-font': 'NoFont', 'foreign-html': 'ForeignHtml' }

/** What is counted when an original is refused. */
export function countsOf(reason: Reason): readonly Count[] {
  const other = REMEDIABLE[reason]
  return other === undefined ? ['Refused'] : ['Refused', other]
}

/** What a function tells of itself: metrics in the embedded metric format, and structured logs. */
export interface Telemetry extends Observer {
  count(what: Count, times?: number): void
  /** Originals are archived, and something of them waits until they are restored. */
  archived(keys: readonly string[]): void
  /** What went wrong and is nobody's input; `about` says with what. */
  fault(error: unknown, about?: Readonly<Record<string, unknown>>): void
  /** Runs one invocation, with its identity and `about` in every line of the log, and sends the metrics when it is over. */
  during<T>(context: Context, work: () => Promise<T>, about?: Readonly<Record<string, unknown>>): Promise<T>
}

const DURATIONS = { read: 'ReadDuration', decode: 'DecodeDuration', encode: 'EncodeDuration' } as const

type Unit = (typeof MetricUnit)[keyof typeof MetricUnit]

/** Powertools takes namespace, service and level from the environment. */
export function createTelemetry(): Telemetry {
  const logger = new Logger()
  const noted: { readonly name: string; readonly unit: Unit; readonly value: number }[] = []
  const note = (name: string, unit: Unit, value: number) => void noted.push({ name, unit, value })
  const count = (name: string, times: number) => {
    if (times > 0) note(name, MetricUnit.Count, times)
  }
  let metrics: Metrics | undefined

  /** Publishes the metrics only now, when nobody waits for an answer any more. */
  function publish(): void {
    if (noted.length === 0) return
    metrics ??= new Metrics()
    for (const { name, unit, value } of noted.splice(0)) metrics.addMetric(name, unit, value)
    metrics.publishStoredMetrics()
  }

  function fault(error: unknown, about: Readonly<Record<string, unknown>> = {}): void {
    count('Faults', 1)
    const cause = error instanceof Error ? error : new Error(String(error))
    logger.error(cause.message, { error: cause, ...about })
  }

  return {
    stage(name, ms, bytes) {
      note(DURATIONS[name], MetricUnit.Milliseconds, ms)
      if (name === 'read') note('BytesIn', MetricUnit.Bytes, bytes)
      if (name !== 'encode') return
      count('Renders', 1)
      note('BytesOut', MetricUnit.Bytes, bytes)
    },
    servedAlthoughStored: () => count('ServedAlthoughStored', 1),
    unqueued: (error) => fault(error),
    unjudged: () => count('Unjudged', 1),
    overMaxBytes: () => count('OverMaxBytes', 1),
    refused(reason) {
      if (reason === 'no-original') count('NotFound', 1)
      if (reason === 'archived') count('Archived', 1)
      if (isReason(reason)) for (const name of countsOf(reason)) count(name, 1)
    },
    count: (what, times = 1) => count(what, times),
    archived(keys) {
      if (keys.length === 0) return
      count('Archived', keys.length)
      logger.info('archived: what is missing or outdated of these waits until they are restored', { keys })
    },
    fault,
    async during(context, work, about = {}) {
      logger.addContext(context)
      logger.appendKeys({ ...about })
      try {
        return await work()
      } finally {
        logger.resetKeys()
        publish()
      }
    },
  }
}
