import { createCatalogue } from '../../config/catalogue.ts'
import type { Settings } from '../../config/config.ts'
import { decoders } from '../../image/sniff.ts'
import { createAccess } from '../http/access.ts'
import { createJsonLog } from './json-log.ts'
import type { Listening } from '../http/listen.ts'
import type { Metrics } from './metrics.ts'
import type { Options } from '../options.ts'
import { createRepeatFilter } from './news.ts'
import { createRequestTrace } from '../http/request-trace.ts'
import type { RunningServer, Talk } from '../server.ts'
import { createConsoleLog } from './console-log.ts'

/** What operators see of the service. */
export interface Operation {
  readonly talk: Talk
  /** The service is up. */
  started(service: RunningServer): void
  close(): Promise<void>
}

type Asking = Pick<Options, 'log' | 'metricsHost' | 'metricsPort' | 'allowHosts'>

/** @throws UsageFault when the port for the metrics cannot be had */
export async function openTelemetry(options: Asking, settings: Settings): Promise<Operation> {
  const metrics = await openMetrics(options, settings)
  const log = options.log === 'json' ? createJsonLog(process.stdout) : null
  const requests =
    log === null && metrics === null
      ? undefined
      : createRequestTrace({
          asked(asked) {
            log?.asked(asked)
            metrics?.metrics.asked(asked)
          },
          hit: log === null ? metrics?.metrics.hit : undefined, // a log has a line for each
        })
  const talk = createConsoleLog(process.stderr)
  const isNews = createRepeatFilter()

  return {
    talk: {
      progress: log === null ? talk.progress : () => {}, // is for who looks on
      report(fault, key) {
        metrics?.metrics.fault()
        if (!isNews(fault)) return
        if (log === null) talk.report(fault, key)
        else log.fault(fault, key, requests?.currentId())
      },
      measures: metrics?.metrics.measures,
      requests,
    },
    started(service) {
      metrics?.metrics.watch(() => service.state())
      if (log === null) {
        console.log(`sizewright: ${service.url}`)
        if (metrics !== null) console.log(`sizewright: metrics at ${metrics.listening.url}/metrics`)
        return
      }
      log.info('listening', {
        url: service.url,
        ...(metrics !== null && { metrics: `${metrics.listening.url}/metrics` }),
      })
      void service.caughtUp.then((keys) => keys !== null && log.info('caught up', { keys }))
    },
    close: async () => metrics?.listening.close(),
  }
}

/** Loaded only where it is asked for. */
async function openMetrics(
  { metricsHost, metricsPort, allowHosts }: Asking,
  settings: Settings,
): Promise<{ metrics: Metrics; listening: Listening } | null> {
  if (metricsPort === null) return null
  const { createMetrics } = await import('./metrics.ts')
  const { listenForMetrics } = await import('./metrics-port.ts')
  const metrics = createMetrics(new Set(Object.keys(createCatalogue(settings, decoders).table.names)))
  const access = createAccess({ host: metricsHost, allowHosts, cors: [] })
  return { metrics, listening: await listenForMetrics(metrics, metricsHost, metricsPort, access) }
}
