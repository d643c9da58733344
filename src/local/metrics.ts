import { createServer } from 'node:http'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Observer } from '../ports.ts'
import { beginListening, type Listening } from './listen.ts'
import type { Asked } from './requests.ts'

/** In seconds: from what memory answers to what a request may take. */
const BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** Counts what the service does, in the form that Prometheus reads. */
export interface Metrics {
  readonly observer: Observer
  asked(asked: Asked): void
  fault(): void
  /** @param size keys that wait or are being worked on */
  watchQueue(size: () => number): void
  /** Serves `/metrics`. @throws UsageFault when the address cannot be had */
  listen(host: string, port: number): Promise<Listening>
}

/**
 * @param names every rendition that can be asked for: any other would let clients make labels without end
 */
export function createMetrics(names: ReadonlySet<string>): Metrics {
  const registers = [new Registry()]
  collectDefaultMetrics({ register: registers[0]! })
  const requests = new Counter({
    name: 'sizewright_requests_total',
    help: 'Requests, by the rendition that was asked for, the status, and where the answer came from.',
    labelNames: ['rendition', 'status', 'source'],
    registers,
  })
  const durations = new Histogram({
    name: 'sizewright_request_seconds',
    help: 'Time until the last byte of an answer was handed to the system.',
    labelNames: ['source'],
    buckets: BUCKETS,
    registers,
  })
  const sent = new Counter({
    name: 'sizewright_sent_bytes_total',
    help: 'Bytes of answers with their headers.',
    registers,
  })
  const stages = new Histogram({
    name: 'sizewright_stage_seconds',
    help: 'Time of a stage of the work, for requests and for what is made in advance: read, decode, encode.',
    labelNames: ['stage'],
    buckets: BUCKETS,
    registers,
  })
  const worked = new Counter({
    name: 'sizewright_stage_bytes_total',
    help: 'Bytes of originals that were read and decoded, and of renditions that were encoded.',
    labelNames: ['stage'],
    registers,
  })
  const faults = new Counter({
    name: 'sizewright_faults_total',
    help: 'What went wrong and is nobody\u2019s input.',
    registers,
  })

  return {
    observer: {
      stage(stage, ms, bytes) {
        stages.observe({ stage }, ms / 1000)
        worked.inc({ stage }, bytes)
      },
      servedAlthoughStored() {},
    },
    asked({ target, status, source, ms, bytes }) {
      const name = target.slice(1, target.indexOf('/', 1))
      requests.inc({ rendition: names.has(name) ? name : 'none', status, source })
      durations.observe({ source }, ms / 1000)
      sent.inc(bytes)
    },
    fault: () => faults.inc(),
    watchQueue(size) {
      registers[0]!.registerMetric(
        new Gauge({
          name: 'sizewright_queue_keys',
          help: 'Originals that wait to be looked at, or are being worked on.',
          registers: [],
          collect() {
            this.set(size())
          },
        }),
      )
    },
    listen: (host, port) => serve(registers[0]!, host, port),
  }
}

async function serve(registry: Registry, host: string, port: number): Promise<Listening> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('metrics are at /metrics\n')
      return
    }
    void registry.metrics().then((text) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text))
  })
  return beginListening(server, host, port, '--metrics-port')
}
