import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }
import { createMetrics } from '../../../src/local/telemetry/metrics.ts'
import { jpegOf } from '../../image/pictures.ts'
import { eventually, folders, metricsOf, start } from '../running.ts'

async function measuring() {
  const { originals, data } = await folders()
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(400, 300))
  await writeFile(join(originals, 'broken.jpg'), 'no picture at all')
  const service = await start([originals, '--data', data, '--port', '0', '--metrics-port', '0'])
  const metrics = () => metricsOf(service)
  await eventually(metrics, (text) => text.includes('sizewright_refused_total{work="advance"'))
  await eventually(metrics, (text) => text.includes('sizewright_stage_seconds_count{stage="store"} 7'))
  return { service, metrics }
}

it('tell what was stored, what was refused and why, what waits, and what runs', async () => {
  const { service, metrics } = await measuring()
  await service.get('/large/broken.jpg')
  await service.get('/large/none.jpg')
  const text = await eventually(metrics, (seen) => seen.includes('sizewright_queue_keys{state="running"} 0'))
  for (const line of [
    'sizewright_refused_total{work="advance",reason="not-a-picture"} 1',
    'sizewright_refused_total{work="request",reason="not-a-picture"} 1',
    'sizewright_refused_total{work="request",reason="no-original"} 1',
    'sizewright_queue_keys{state="waiting"} 0',
    'sizewright_queue_keys{state="failed"} 0',
    'sizewright_queue_oldest_seconds 0',
    'sizewright_gate_requests{state="inside"} 0',
    'sizewright_gate_requests{state="waiting"} 0',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
  expect(text).toMatch(
    new RegExp(`sizewright_build_info\\{version="${manifest.version}",node="${process.versions.node}",.*vips="\\d`),
  )
  expect(text).toContain('nodejs_gc_duration_seconds')
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds')
  await service.stop()
})

it('count each answer from memory, under every name that a page may write, and no probe or stream of events', async () => {
  const { service, metrics } = await measuring()
  const sizes: number[] = []
  for (const name of ['large.webp', 'medium']) {
    for (let time = 0; time < 4; time += 1) sizes.push((await service.get(`/${name}/boat.jpg?v=${time}`)).body.length)
  }
  for (let time = 0; time < 5; time += 1) await service.get('/healthz')
  await service.get('/_gallery/events', {}, 'HEAD')
  const text = await metrics()
  for (const name of ['large.webp', 'medium']) {
    expect(text).toContain(`sizewright_requests_total{rendition="${name}",status="200",source="store"} 1`)
    expect(text).toContain(`sizewright_requests_total{rendition="${name}",status="200",source="memory"} 3`)
  }
  expect(text).not.toContain('rendition="none"')
  const sent = Number(/^sizewright_sent_bytes_total (\d+)$/m.exec(text)?.[1])
  expect(sent).toBeGreaterThan(sizes.reduce((sum, size) => sum + size, 0))
  // Asked again they have not been counted again.
  expect(await metrics()).toContain('sizewright_requests_total{rendition="medium",status="200",source="memory"} 3')
  await service.stop()
})

it('count how decoders ended without a verdict', async () => {
  const metrics = createMetrics(new Set(['large']))
  for (const how of ['time', 'time', 'death'] as const) metrics.measures.unjudged(how)
  const { text } = await metrics.print()
  expect(text).toContain('sizewright_unjudged_total{ending="time"} 2')
  expect(text).toContain('sizewright_unjudged_total{ending="death"} 1')
})

it('tell what a request was refused from what was refused in advance', async () => {
  const metrics = createMetrics(new Set(['large']))
  for (const reason of ['busy', 'unjudged', 'damaged', 'busy'] as const) metrics.measures.refused(reason)
  metrics.measures.refusedInAdvance('damaged')
  const { text } = await metrics.print()
  expect(text.match(/^sizewright_refused_total.*$/gm)).toEqual([
    'sizewright_refused_total{work="request",reason="busy"} 2',
    'sizewright_refused_total{work="request",reason="unjudged"} 1',
    'sizewright_refused_total{work="request",reason="damaged"} 1',
    'sizewright_refused_total{work="advance",reason="damaged"} 1',
  ])
})
