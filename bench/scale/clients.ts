import { execFile } from 'node:child_process'
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { needPackages } from '../kit/packages.ts'
import type { Bench, Result } from '../kit/part.ts'
import { quiet, type Server } from '../kit/processes.ts'
import type { Measure } from '../kit/report.ts'
import { startOurs } from '../kit/servers.ts'

const CLIENTS = [1, 4, 16, 64, 256]
/** How many missing pictures each step asks for. Each client asks for at least one. */
const MISSES = 32
const HIT_SECONDS = 2

interface Step {
  readonly clients: number
  readonly hit: { readonly p50: number; readonly p99: number }
  readonly miss: { readonly p50: number; readonly p99: number; readonly refused: number }
  /** Memory of the server afterwards, in MB. */
  readonly memory: number
}

/** Measures how long clients wait, and how many are refused, as there are more of them at once. */
export async function scaleOfClients({ photos, names, scratch }: Bench): Promise<Required<Result>> {
  await needPackages({ wrk: 'wrk' })
  const folder = join(scratch, 'asked')
  await mkdir(folder)
  const picture = join(scratch, 'two-megapixels.jpg')
  await sharp(join(photos, names[0]!)).resize(1700, 1200, { fit: 'cover' }).toFile(picture)
  const variants = { medium: { width: 600, height: 600, prewarm: false } }
  const counts = CLIENTS.map((clients) => Math.max(clients, MISSES))
  for (const [index, count] of counts.entries()) {
    for (let miss = 0; miss < count; miss += 1) await copyFile(picture, join(folder, `${index}-${miss}.jpg`))
  }
  const server = await startOurs(folder, join(scratch, 'asked-data'), { variants })
  const steps: Step[] = []
  try {
    await quiet(server)
    for (const [index, clients] of CLIENTS.entries()) {
      const miss = await askForMissing(server, clients, index, counts[index]!)
      const memory = await server.memory()
      await quiet(server)
      await ask(server, `${index}-0`)
      steps.push({ clients, hit: await askForStored(server, clients, `${index}-0`), miss, memory })
    }
  } finally {
    await server.stop()
  }
  return {
    measures: steps.flatMap(({ clients, hit, miss, memory }): Measure[] => [
      { name: `${clients} clients, stored, median latency, ms`, value: hit.p50, target: null },
      { name: `${clients} clients, stored, 99th percentile, ms`, value: hit.p99, target: null },
      { name: `${clients} clients, missing, median latency, ms`, value: miss.p50, target: null },
      { name: `${clients} clients, missing, 99th percentile, ms`, value: miss.p99, target: null },
      { name: `${clients} clients, missing, share refused`, value: miss.refused, target: null },
      { name: `${clients} clients, memory of the server, MB`, value: memory, target: null },
    ]),
    charts: [
      {
        file: 'scale-clients',
        title: 'Latency by clients at once, ms',
        lines: [
          { label: 'missing, 99th percentile', points: steps.map(({ clients, miss }) => [clients, miss.p99] as const) },
          { label: 'missing, median', points: steps.map(({ clients, miss }) => [clients, miss.p50] as const) },
          { label: 'stored, 99th percentile', points: steps.map(({ clients, hit }) => [clients, hit.p99] as const) },
          { label: 'stored, median', points: steps.map(({ clients, hit }) => [clients, hit.p50] as const) },
        ],
      },
    ],
  }
}

/** Each client asks for the next missing picture as soon as it has one. Refused requests are not in the latencies. */
async function askForMissing(server: Server, clients: number, step: number, count: number): Promise<Step['miss']> {
  const times: number[] = []
  let refused = 0
  let next = 0
  const client = async () => {
    for (let miss = next++; miss < count; miss = next++) {
      const start = performance.now()
      if (await ask(server, `${step}-${miss}`)) times.push(performance.now() - start)
      else refused += 1
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  times.sort((a, b) => a - b)
  const percentile = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN
  return { p50: percentile(0.5), p99: percentile(0.99), refused: refused / count }
}

/** Returns whether there was room for the request. */
async function ask(server: Server, name: string): Promise<boolean> {
  const answer = await fetch(`${server.url}/medium/${name}.jpg`)
  await answer.arrayBuffer()
  if (!answer.ok && answer.status !== 503) throw new Error(`${answer.status} for ${name}`)
  return answer.ok
}

async function askForStored(server: Server, clients: number, name: string): Promise<Step['hit']> {
  const { stdout } = await promisify(execFile)('wrk', [
    '-t1',
    `-c${clients}`,
    `-d${HIT_SECONDS}`,
    '--latency',
    `${server.url}/medium/${name}.jpg`,
  ])
  return { p50: latency(stdout, 50), p99: latency(stdout, 99) }
}

/** Reads a percentile in ms from the lines that `--latency` adds. */
function latency(printed: string, percent: number): number {
  const [, figure, unit] = new RegExp(String.raw`^\s+${percent}%\s+([\d.]+)(us|ms|s)$`, 'm').exec(printed) ?? []
  return Number(figure) * ({ us: 0.001, ms: 1, s: 1000 }[unit ?? 'ms'] ?? Number.NaN)
}
