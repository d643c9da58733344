import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { sharp } from '../../image/sharp.ts'
import type { TracedRequest } from '../http/request-trace.ts'
import type { Measures } from './measured.ts'
import { type ServerState, watchState } from './state-metrics.ts'

/** The buckets of histograms, in seconds: from what an answer from memory takes to what a request may take. */
const BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** Counts what the service does, in the form that Prometheus reads. */
export interface Metrics {
  readonly measures: Measures
  /** A request has been answered. */
  request(request: TracedRequest): void
  /** A request that memory answered, of which this is all that is counted. */
  readonly hit: (target: string, size: number) => void
  fault(): void
  /** Says whom to ask what waits. */
  watch(state: () => ServerState): void
  print(): Promise<{ readonly contentType: string; readonly text: string }>
}

/**
 * @param names all that can be asked for: any other would let clients make labels without end
 */
export function createMetrics(names: ReadonlySet<string>): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'sizewright_requests_total',
    help: 'Requests, by the rendition that was asked for, the status, and where the answer came from.',
    labelNames: ['rendition', 'status', 'source'],
    registers,
  })
  const durations = new Histogram({
    name: 'sizewright_request_seconds',
    help: 'Time until the last byte of an answer was handed to the system, but for answers from memory.',
    labelNames: ['source'],
    buckets: BUCKETS,
    registers,
  })
  const sent = new Counter({
    name: 'sizewright_sent_bytes_total',
    help: 'Bytes of answers: of those from memory without their headers.',
    registers,
  })
  const stages = new Histogram({
    name: 'sizewright_stage_seconds',
    help: 'Time of a stage of the work, for requests and for what is made in advance: read, decode, encode, store.',
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
  const refusals = new Counter({
    name: 'sizewright_refused_total',
    help: 'Requests (request) and originals (advance) that nothing was made for, by the reason.',
    labelNames: ['work', 'reason'],
    registers,
  })
  const unjudged = new Counter({
    name: 'sizewright_unjudged_total',
    help: 'Times that a decoder ended so that nobody can tell yet whether the picture is at fault or the machine, by how it ended.',
    labelNames: ['ending'],
    registers,
  })
  const overMaxBytes = new Counter({
    name: 'sizewright_over_max_bytes_total',
    help: 'Renditions that have more bytes than the maxBytes of their variant, as they cannot be had with fewer.',
    registers,
  })
  const faults = new Counter({
    name: 'sizewright_faults_total',
    help: 'What went wrong and is nobody\u2019s input.',
    registers,
  })

  const versions = build()
  new Gauge({
    name: 'sizewright_build_info',
    help: 'What runs here.',
    labelNames: Object.keys(versions),
    registers,
  }).set(versions, 1)
  const hits = new Map<string, number>()
  let hitBytes = 0

  /** The rendition that a target asks for, where there is such a one. */
  function nameIn(target: string): string {
    const name = target.slice(1, target.indexOf('/', 1))
    return names.has(name) ? name : 'none'
  }

  function hit(target: string, size: number): void {
    const name = nameIn(target)
    hits.set(name, (hits.get(name) ?? 0) + 1)
    hitBytes += size
  }

  /** A counter with labels costs as much as a fifth of the answer: what memory answers is handed to it when somebody looks. */
  function settle(): void {
    for (const [rendition, count] of hits) requests.inc({ rendition, status: 200, source: 'memory' }, count)
    hits.clear()
    sent.inc(hitBytes)
    hitBytes = 0
  }

  return {
    measures: {
      stage(stage, ms, bytes) {
        stages.observe({ stage }, ms / 1000)
        worked.inc({ stage }, bytes)
      },
      stored: (ms) => stages.observe({ stage: 'store' }, ms / 1000),
      refused: (reason) => refusals.inc({ work: 'request', reason }),
      refusedInAdvance: (reason) => refusals.inc({ work: 'advance', reason }),
      servedAlthoughStored() {},
      unqueued() {}, // the queue is in this process
      unjudged: (ending) => unjudged.inc({ ending }),
      overMaxBytes: () => overMaxBytes.inc(),
    },
    request({ path, status, source, ms, bytes }) {
      if (source === 'memory') return hit(path, bytes)
      requests.inc({ rendition: nameIn(path), status, source })
      durations.observe({ source }, ms / 1000)
      sent.inc(bytes)
    },
    hit,
    fault: () => faults.inc(),
    watch: (state) => watchState(state, registry),
    async print() {
      settle()
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
  }
}

/** What runs here, by version. */
function build(): { version: string; node: string; sharp: string; vips: string } {
  return {
    version: ownVersion(),
    node: process.versions.node,
    sharp: sharp.versions.sharp ?? 'unknown',
    vips: sharp.versions.vips,
  }
}

/** The sources and the published package lie at different depths below their manifest. */
function ownVersion(): string {
  const file = findPackageJSON(import.meta.url)
  const manifest: unknown = file === undefined ? null : JSON.parse(readFileSync(file, 'utf8'))
  const isOurs = typeof manifest === 'object' && manifest !== null && 'version' in manifest
  return isOurs ? String(manifest.version) : 'unknown'
}
