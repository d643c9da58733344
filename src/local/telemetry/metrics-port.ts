import { createServer, type RequestListener } from 'node:http'
import { createCatalogue } from '../../config/catalogue.ts'
import type { Settings } from '../../config/config.ts'
import { decoders } from '../../image/sniff.ts'
import { admitting, createAccess } from '../http/access.ts'
import { beginListening } from '../http/listen.ts'
import { createMetrics, type Metrics } from './metrics.ts'

export interface MetricsOptions {
  readonly metricsHost: string
  /** 0 takes any free one. */
  readonly metricsPort: number
  /** Further names that requests may have in `Host`. */
  readonly allowHosts: readonly string[]
}

export interface MetricsPort extends Metrics {
  /** Where Prometheus finds them. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves `/metrics` at a port of its own.
 *
 * @throws UsageFault when the address cannot be had
 */
export async function openMetricsPort(
  { metricsHost, metricsPort, allowHosts }: MetricsOptions,
  settings: Settings,
): Promise<MetricsPort> {
  const metrics = createMetrics(new Set(Object.keys(createCatalogue(settings, decoders).table.names)))
  const access = createAccess({ host: metricsHost, allowHosts, cors: [] })
  const server = createServer(admitting(access, answering(metrics)))
  const listening = await beginListening(server, metricsHost, metricsPort, '--metrics-port')
  return { ...metrics, url: `${listening.url}/metrics`, close: () => listening.close() }
}

function answering(metrics: Metrics): RequestListener {
  return (request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('metrics are at /metrics\n')
      return
    }
    metrics.print().then(
      ({ contentType, text }) => response.writeHead(200, { 'Content-Type': contentType }).end(text),
      () => response.writeHead(500).end(),
    )
  }
}
