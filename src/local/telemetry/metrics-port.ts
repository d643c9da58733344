import { createServer, type RequestListener } from 'node:http'
import { type Access, admitting } from '../http/access.ts'
import { beginListening, type Listening } from '../http/listen.ts'
import type { Metrics } from './metrics.ts'

/**
 * Serves `/metrics`.
 *
 * @param port 0 takes any free one
 * @throws UsageFault when the address cannot be had
 */
export async function listenForMetrics(
  metrics: Metrics,
  host: string,
  port: number,
  access: Access,
): Promise<Listening> {
  const answer: RequestListener = (request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('metrics are at /metrics\n')
      return
    }
    metrics.print().then(
      ({ contentType, text }) => response.writeHead(200, { 'Content-Type': contentType }).end(text),
      () => response.writeHead(500).end(),
    )
  }
  return beginListening(createServer(admitting(access, answer)), host, port, '--metrics-port')
}
