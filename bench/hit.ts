import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { needPackages } from './kit/packages.ts'
import { runPart } from './kit/part.ts'
import type { Chart } from './kit/plot.ts'
import type { Server } from './kit/processes.ts'
import type { Measure } from './kit/report.ts'
import { median, ratios, spread } from './kit/rounds.ts'
import { startIpx, startNext, startNginx, startOurs } from './kit/servers.ts'

const ROUNDS = 5
const CONNECTIONS = 64
const SECONDS = 2
const FEW = 10
/** In bytes: the second contest takes the photo whose picture is nearest to it. */
const TYPICAL = 60_000

/** The paths by which the servers name the same picture. */
interface Paths {
  readonly ours: string
  readonly nginx: string
  readonly ipx: string
  readonly next: string
}

type Name = keyof Paths

const NAMES = ['ours', 'nginx', 'ipx', 'next'] as const
const run = promisify(execFile)

await runPart('hit', async ({ photos, names, scratch }) => {
  await needPackages({ wrk: 'wrk', nginx: 'nginx-light' })
  const stored = join(scratch, 'data', 'processed')
  const servers: Partial<Record<Name, Server>> = {}
  try {
    servers.ours = await startOurs(photos, join(scratch, 'data'))
    for (const key of names) await waitFor(join(stored, 'webp', key))
    servers.nginx = await startNginx(stored, scratch)
    servers.ipx = await startIpx(photos)
    servers.next = await startNext(photos)
    const [nearest, bytes] = await nearestTo(TYPICAL, join(stored, 'webp'), names)
    const small = await contest('thumbnail', servers, pathsOf('thumbnail', names[0]!, 150), 0.3)
    const large = await contest(`${Math.round(bytes / 1000)} KB`, servers, pathsOf('webp', nearest, 1200), 0.45)
    return {
      measures: [...small.measures, ...large.measures],
      charts: [
        chart('hit-thumbnail', 'Stored thumbnails, requests for a second of CPU', small.rates),
        chart(
          'hit-large',
          `Stored pictures of ${Math.round(bytes / 1000)} KB, requests for a second of CPU`,
          large.rates,
        ),
      ],
    }
  } finally {
    for (const server of Object.values(servers)) await server.stop()
  }
})

function pathsOf(variant: string, key: string, width: number): Paths {
  return {
    ours: `/${variant}/${key}`,
    nginx: `/${variant}/${key}`,
    ipx: `/w_${width},f_webp,q_80/${key}`,
    next: `/_next/image?url=%2F${key}&w=${width}&q=80`,
  }
}

async function contest(
  what: string,
  servers: Partial<Record<Name, Server>>,
  paths: Paths,
  ofNginx: number,
): Promise<{ rates: Record<Name, number[]>; measures: Measure[] }> {
  const rates: Record<Name, number[]> = { ours: [], nginx: [], ipx: [], next: [] }
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const name of NAMES) {
      const load = name === 'ipx' ? fewRequests : manyRequests
      const rate = await load(servers[name]!, paths[name])
      if (round > 0) rates[name].push(rate) // the first fills the caches
    }
  }
  const over = (name: Name) => spread(ratios(rates.ours, rates[name]))
  return {
    rates,
    measures: [
      { name: `${what}, requests for a second of CPU, ours`, value: median(rates.ours), target: null },
      { name: `${what}, ours / nginx`, ...over('nginx'), target: { atLeast: ofNginx } },
      { name: `${what}, ours / Next.js with its cache`, ...over('next'), target: { atLeast: 3 } },
      { name: `${what}, ours / IPX`, ...over('ipx'), target: { atLeast: 20 } },
    ],
  }
}

function chart(file: string, title: string, rates: Record<Name, number[]>): Chart {
  return {
    file,
    title,
    bars: [
      { label: 'nginx, the same files', ...spread(rates.nginx) },
      { label: 'ours', ...spread(rates.ours) },
      { label: 'Next.js, from its cache', ...spread(rates.next) },
      { label: 'IPX, which has none', ...spread(rates.ipx) },
    ],
  }
}

/** Requests for a second of CPU time, not of the clock, since the load generator runs on the same machine. It is in C, or it would need more than the servers. */
async function manyRequests(server: Server, path: string): Promise<number> {
  const before = await server.cpu()
  const { stdout } = await run('wrk', [
    '-t1',
    `-c${CONNECTIONS}`,
    `-d${SECONDS}`,
    '--timeout=30',
    '-H',
    'accept: image/webp,*/*',
    server.url + path,
  ])
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1])
  if (!(requests > 0) || stdout.includes('Non-2xx')) throw new Error(`${server.url}${path}: ${stdout}`)
  return (requests * 1000) / ((await server.cpu()) - before)
}

/** The same for a server that makes the picture anew each time: of so few requests none may be left half done when the time is up. */
async function fewRequests(server: Server, path: string): Promise<number> {
  const before = await server.cpu()
  for (let request = 0; request < FEW; request += 1) {
    const answer = await fetch(server.url + path)
    if (!answer.ok) throw new Error(`${server.url}${path}: ${answer.status}`)
    await answer.arrayBuffer()
  }
  return (FEW * 1000) / ((await server.cpu()) - before)
}

async function nearestTo(size: number, folder: string, names: readonly string[]): Promise<[string, number]> {
  const sizes: [string, number][] = []
  for (const name of names) sizes.push([name, (await stat(join(folder, name))).size])
  return sizes.toSorted(([, a], [, b]) => Math.abs(a - size) - Math.abs(b - size))[0]!
}

async function waitFor(file: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if ((await stat(file).catch(() => null)) !== null) return
    await sleep(100)
  }
  throw new Error(`${file} was not made`)
}
