import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { median } from './measure.ts'
import { runPart } from './options.ts'
import type { Server } from './processes.ts'
import type { Measure } from './report.ts'
import { startIpx, startNext, startNginx, startOurs } from './servers.ts'

const ROUNDS = 5
const CONNECTIONS = 64
const SECONDS = 2
/** Debian's load generator: one of Node's would need more time than the servers. */
const LOAD = 'wrk'

/** What each server calls the same picture. */
interface Asked {
  readonly ours: string
  readonly nginx: string
  readonly ipx: string
  readonly next: string
}

const run = promisify(execFile)

await runPart('hit', async (bench) => {
  const data = join(bench.scratch, 'data')
  const ours = await startOurs(bench.photos, data)
  const key = bench.names[0]!
  const stored = join(data, 'processed')
  await waitFor(join(stored, 'info', key)).catch(() => waitFor(join(stored, 'webp', key)))
  const servers = {
    ours,
    nginx: await startNginx(stored, bench.scratch),
    ipx: await startIpx(bench.photos),
    next: await startNext(bench.photos),
  }
  try {
    return [
      ...(await contest('thumbnail', servers, namesOf('thumbnail', key, 150), { atLeast: 0.3 })),
      ...(await contest('1200 pixels', servers, namesOf('webp', key, 1200), { atLeast: 0.45 })),
    ]
  } finally {
    for (const server of Object.values(servers)) await server.stop()
  }
})

function namesOf(variant: string, key: string, width: number): Asked {
  return {
    ours: `/${variant}/${key}`,
    nginx: `/${variant}/${key}`,
    ipx: `/w_${width},f_webp,q_80/${key}`,
    next: `/_next/image?url=%2F${key}&w=${width}&q=80`,
  }
}

async function contest(
  what: string,
  servers: Record<keyof Asked, Server>,
  asked: Asked,
  nginxTarget: Measure['target'],
): Promise<Measure[]> {
  const rates: Record<keyof Asked, number[]> = { ours: [], nginx: [], ipx: [], next: [] }
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const name of ['ours', 'nginx', 'ipx', 'next'] as const) {
      const rate = await requestsPerCpuSecond(servers[name], asked[name])
      if (round > 0) rates[name].push(rate) // the first fills the caches
    }
  }
  const over = (name: keyof Asked) => rates.ours.map((rate, index) => rate / rates[name][index]!)
  return [
    { name: `${what}, requests for a second of CPU, ours`, value: median(rates.ours), target: null },
    { name: `${what}, ours / nginx`, ...spread(over('nginx')), target: nginxTarget },
    { name: `${what}, ours / Next.js with its cache`, ...spread(over('next')), target: { atLeast: 3 } },
    { name: `${what}, ours / IPX`, ...spread(over('ipx')), target: { atLeast: 20 } },
  ]
}

function spread(values: readonly number[]): Pick<Measure, 'value' | 'spread'> {
  return { value: median(values), spread: [Math.min(...values), Math.max(...values)] }
}

/** Time on the CPU, not on the clock: the load generator runs on the same machine. */
async function requestsPerCpuSecond(server: Server, path: string): Promise<number> {
  const before = await server.cpu()
  const { stdout } = await run(LOAD, [
    '-t1',
    `-c${CONNECTIONS}`,
    `-d${SECONDS}`,
    '-H',
    'accept: image/webp,*/*',
    server.url + path,
  ])
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1])
  if (!(requests > 0) || stdout.includes('Non-2xx'))
    throw new Error(`${server.url}${path} was not answered:\n${stdout}`)
  return (requests * 1000) / ((await server.cpu()) - before)
}

async function waitFor(file: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if ((await stat(file).catch(() => null)) !== null) return
    await sleep(100)
  }
  throw new Error(`${file} was not made`)
}
