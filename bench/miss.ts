import { copyFile, link, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Bench, runPart } from './kit/part.ts'
import type { Chart } from './kit/plot.ts'
import { quiet, type Server } from './kit/processes.ts'
import { median, ratios, spread } from './kit/rounds.ts'
import { startIpx, startNext, startOurs } from './kit/servers.ts'

const ROUNDS = 7
/** All that is made of a photo takes more CPU than this, in ms. */
const LEAST_MS = 30

/** The pictures that are asked for at once, by their names at each server. */
const TASKS = {
  page: ['thumbnail', 'medium', 'large', 'webp'],
  lazy: ['thumbnail', 'medium', 'large', 'webp'],
  large: ['webp'],
  thumbnail: ['thumbnail'],
} as const

/** The default variants, of which nothing is made before it is asked for: each has a decode of its own then. */
const LAZY = {
  thumbnail: { width: 150, height: 150, fit: 'cover', prewarm: false },
  medium: { width: 600, height: 600, prewarm: false },
  large: { width: 1200, height: 1200, prewarm: false },
  webp: { width: 1200, height: 1200, format: 'webp', prewarm: false },
} as const

type Task = keyof typeof TASKS
type VariantName = (typeof TASKS)[Task][number]

const NAMES = ['ours', 'ipx', 'next'] as const
type Name = (typeof NAMES)[number]

/** The service as it is shipped, to which each photo comes when its page is about to be asked for. */
interface Arriving {
  readonly server: Server
  /** Puts photos into its folder, each under the first name, as the second, and waits until all is made of them. */
  arrive(names: readonly (readonly [from: string, to: string])[]): Promise<void>
}

const paths: Record<Name, (variant: VariantName, key: string) => string> = {
  ours: (variant, key) => `/${variant}/${key}`,
  ipx(variant, key) {
    const modifiers = {
      thumbnail: 's_150x150,q_85',
      medium: 's_600x600,fit_inside,q_85',
      large: 's_1200x1200,fit_inside,q_85',
      webp: 's_1200x1200,fit_inside,f_webp,q_80',
    }
    return `/${modifiers[variant]}/${key}`
  },
  // Next.js neither crops nor knows a height, so this is the nearest that it has.
  next(variant, key) {
    const { width, quality } = {
      thumbnail: { width: 150, quality: 85 },
      medium: { width: 600, quality: 85 },
      large: { width: 1200, quality: 85 },
      webp: { width: 1200, quality: 80 },
    }[variant]
    return `/_next/image?url=%2F${key}&w=${width}&q=${quality}`
  },
}

interface Cost {
  /** CPU time of the server, in ms. */
  readonly cpu: number
  /** Time on the clock until the last byte of the last picture, in ms. */
  readonly time: number
}

await runPart('miss', async (bench) => {
  const page = { atMost: bench.layout === 'baseline' ? 0.38 : 0.35 }
  const fresh = await makeFresh(bench)
  const servers: Partial<Record<Name, Server>> = {}
  let arriving: Arriving | null = null
  const costs = NAMES.flatMap((name) => keysOf(TASKS).map((task) => ({ name, task, rounds: [] as Cost[] })))
  try {
    arriving = await startArriving(bench)
    servers.ours = await startOurs(fresh, join(bench.scratch, 'data'), { variants: LAZY })
    servers.ipx = await startIpx(fresh)
    servers.next = await startNext(fresh)
    for (const server of Object.values(servers)) await quiet(server)
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const { name, task, rounds } of costs) {
        const fresh = (photo: string) => freshName(round, task, photo)
        const isShipped = name === 'ours' && task === 'page'
        const server = isShipped ? arriving.server : servers[name]!
        const before = await server.cpu()
        if (isShipped) await arriving.arrive(bench.names.map((photo) => [photo, fresh(photo)]))
        const time = await ask(server.url, bench.names, (variant, photo) => paths[name](variant, fresh(photo)), task)
        await quiet(server) // what it does after its answers counts, too
        const cost = { cpu: (await server.cpu()) - before, time }
        if (round > 0) rounds.push(cost) // the first warms up
      }
    }
  } finally {
    for (const server of [...Object.values(servers), ...(arriving ? [arriving.server] : [])]) await server.stop()
  }

  const figures = (name: Name, task: Task, figure: keyof Cost) =>
    costs.find((cost) => cost.name === name && cost.task === task)!.rounds.map((cost) => cost[figure])
  const ours = (task: Task, figure: keyof Cost, other: Name) =>
    spread(ratios(figures('ours', task, figure), figures(other, task, figure)))
  const a = (task: Task, figure: keyof Cost) => median(figures('ours', task, figure)) / bench.names.length
  const bar = (name: Name, values: readonly number[]) => {
    const label = { ours: 'ours', ipx: 'IPX', next: 'Next.js' }[name]
    return { label, ...spread(values.map((value) => value / bench.names.length)) }
  }
  const chart = (task: Task, figure: keyof Cost, title: string): Chart => ({
    file: `miss-${task}-${figure}`,
    title,
    bars: NAMES.map((name) => bar(name, figures(name, task, figure))),
  })
  return {
    measures: [
      {
        name: 'page of four variants, CPU of ours as shipped, six files and /info, ms a photo',
        value: a('page', 'cpu'),
        target: null,
      },
      { name: 'page, CPU, ours / IPX', ...ours('page', 'cpu', 'ipx'), target: page },
      { name: 'page, CPU, ours / Next.js', ...ours('page', 'cpu', 'next'), target: null },
      { name: 'page, CPU, ours with nothing pre-warmed / IPX', ...ours('lazy', 'cpu', 'ipx'), target: page },
      {
        name: 'page, time to last byte, ours with nothing pre-warmed / IPX',
        ...ours('lazy', 'time', 'ipx'),
        target: null,
      },
      { name: 'large as WebP, time to last byte of ours, ms', value: a('large', 'time'), target: null },
      {
        name: 'large as WebP, time to last byte, ours / IPX',
        ...ours('large', 'time', 'ipx'),
        target: { atMost: 0.9 },
      },
      { name: 'large as WebP, time to last byte, ours / Next.js', ...ours('large', 'time', 'next'), target: null },
      { name: 'large as WebP, CPU, ours / IPX', ...ours('large', 'cpu', 'ipx'), target: null },
      { name: 'lone thumbnail, time to last byte of ours, ms', value: a('thumbnail', 'time'), target: null },
      { name: 'lone thumbnail, time to last byte, ours / IPX', ...ours('thumbnail', 'time', 'ipx'), target: null },
      { name: 'lone thumbnail, CPU, ours / IPX', ...ours('thumbnail', 'cpu', 'ipx'), target: { atMost: 1.2 } },
    ],
    charts: [
      chart('page', 'cpu', 'A page with a new photo in four variants, CPU of the server in ms'),
      chart('large', 'time', 'A new photo as WebP of 1200 pixels, ms to the last byte'),
    ],
  }
})

/** Links each photo under a new name for each time that it is asked for, so that no server has ever made anything of it. */
async function makeFresh({ photos, names, scratch }: Bench): Promise<string> {
  const fresh = join(scratch, 'fresh')
  await mkdir(fresh)
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const task of keysOf(TASKS)) {
      for (const name of names) await link(join(photos, name), join(fresh, freshName(round, task, name)))
    }
  }
  return fresh
}

function freshName(round: number, task: Task, photo: string): string {
  return `${task}-${round}-${photo}`
}

async function startArriving({ photos, scratch }: Bench): Promise<Arriving> {
  const folder = join(scratch, 'arriving')
  await mkdir(folder)
  const server = await startOurs(folder, join(scratch, 'data-arriving'))
  return {
    server,
    async arrive(names) {
      const before = await server.cpu()
      for (const [from, to] of names) await copyFile(join(photos, from), join(folder, to))
      // It waits a while for more of each file, and has done nothing until then.
      while ((await server.cpu()) < before + names.length * LEAST_MS) await sleep(100)
      await quiet(server)
    },
  }
}

/** Asks for one photo after the other, and for all pictures of the task at once. @returns the time that it took, in ms */
async function ask(
  url: string,
  photos: readonly string[],
  pathOf: (variant: VariantName, photo: string) => string,
  task: Task,
): Promise<number> {
  let time = 0
  for (const photo of photos) {
    const start = performance.now()
    await Promise.all(TASKS[task].map((variant) => get(url + pathOf(variant, photo), variant)))
    time += performance.now() - start
  }
  return time
}

async function get(url: string, variant: VariantName): Promise<void> {
  const type = variant === 'webp' ? 'image/webp' : 'image/jpeg'
  const answer = await fetch(url, { headers: { accept: type } })
  await answer.arrayBuffer()
  const got = answer.headers.get('content-type')
  if (!answer.ok || got !== type) throw new Error(`${url}: ${answer.status}, ${got} for ${type}`)
}

function keysOf<T extends object>(record: T): (keyof T)[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of a constant that has no more keys than its type
  return Object.keys(record) as (keyof T)[]
}
