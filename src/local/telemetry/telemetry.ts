import type { Settings } from '../../config/config.ts'
import { PlaceFault } from '../../errors.ts'
import { createRequestTrace, type RequestTrace } from '../http/request-trace.ts'
import { createConsoleLog } from './console-log.ts'
import { createJsonLog, type JsonLog } from './json-log.ts'
import type { Measures } from './measured.ts'
import type { MetricsOptions } from './metrics-port.ts'
import type { ServerState } from './state-metrics.ts'

/** What the server tells of itself while it runs. */
export interface Instrumentation {
  readonly report: (fault: unknown, key?: string) => void
  readonly progress: (done: number, all: number) => void
  /** Says what is no fault, and somebody may want to know. */
  readonly tell?: (message: string, key: string) => void
  readonly measures?: Measures | undefined
  readonly requests?: RequestTrace | undefined
}

/** A server as its telemetry sees it. */
export interface Observed {
  readonly url: string
  /**
   * Settles when what had changed while the service was off is done; gives the number of keys looked at, or `null` where
   * it was closed before.
   */
  readonly caughtUp: Promise<number | null>
  state(): ServerState
}

/** The log and the metrics that the user chose. */
export interface TelemetryOutputs {
  readonly telemetry: Instrumentation
  /** The server is up; a view, which does no work, has nothing but a URL. @param notes what its owner may not expect of it */
  started(server: Observed | Pick<Observed, 'url'>, notes: readonly string[]): void
  close(): Promise<void>
}

export interface TelemetryOptions extends Omit<MetricsOptions, 'metricsPort'> {
  readonly log: 'text' | 'json'
  /** `null`: no metrics. 0 takes any free port. */
  readonly metricsPort: number | null
}

/** @throws UsageFault when the port for the metrics cannot be had */
export async function openTelemetry(options: TelemetryOptions, settings: Settings): Promise<TelemetryOutputs> {
  const metrics = await openMetrics(options, settings)
  const json = options.log === 'json' ? createJsonLog(process.stdout) : null
  const text = createConsoleLog(process.stderr)
  const requests =
    json === null && metrics === null
      ? undefined
      : createRequestTrace({
          done(request) {
            json?.request(request)
            metrics?.request(request)
          },
          hit: json === null ? metrics?.hit : undefined, // a log has a line for each
        })
  const isNews = createRepeatFilter()

  return {
    telemetry: {
      progress: json === null ? text.progress : () => {}, // only somebody who looks on needs it
      report(fault, key) {
        metrics?.fault()
        if (!isNews(fault)) return
        if (json === null) text.report(fault, key)
        else json.fault(fault, key, requests?.currentId())
      },
      tell(message, key) {
        if (json === null) text.report(message, key)
        else json.info(message, { key })
      },
      measures: metrics?.measures,
      requests,
    },
    started(server, notes) {
      if ('state' in server) metrics?.watch(() => server.state())
      if (json === null) {
        console.log(`sizewright: ${server.url}`)
        if (metrics !== null) console.log(`sizewright: metrics at ${metrics.url}`)
        for (const note of notes) console.log(`sizewright: ${note}`)
        return
      }
      json.info('listening', { url: server.url, ...(metrics !== null && { metrics: metrics.url }) })
      for (const note of notes) json.info(note)
      if ('state' in server) void tellCaughtUp(server, json)
    },
    close: async () => metrics?.close(),
  }
}

/** What failed is tried again, and may be for long. */
async function tellCaughtUp(server: Observed, json: JsonLog): Promise<void> {
  const keys = await server.caughtUp
  const { failed } = server.state().queue
  if (keys !== null) json.info(failed === 0 ? 'caught up' : 'caught up, but for what failed', { keys, failed })
}

/** The library for metrics is loaded only where they are asked for. */
async function openMetrics({ metricsPort, ...options }: TelemetryOptions, settings: Settings) {
  if (metricsPort === null) return null
  const { openMetricsPort } = await import('./metrics-port.ts')
  return openMetricsPort({ metricsPort, ...options }, settings)
}

/** How often the same is said of a place that is away or full, in ms. */
const MINUTE = 60_000
/** How often the same is said of a folder among the originals that may not be read, which may be meant so, in ms. */
const HOUR = 60 * MINUTE

/**
 * Lets a fault of a place through once in a while: a disk that is full fails every picture that is tried, and tried
 * again. Gives whether a fault is to be told of.
 */
function createRepeatFilter(): (fault: unknown) => boolean {
  const told = new Map<string, number>()
  return (fault) => {
    if (!(fault instanceof PlaceFault)) return true
    const what = `${fault.kind} ${fault.code} ${fault.place}`
    const now = performance.now()
    const isNews = now - (told.get(what) ?? -Infinity) >= (fault.kind === 'unreadable' ? HOUR : MINUTE)
    if (isNews) told.set(what, now)
    return isNews
  }
}
