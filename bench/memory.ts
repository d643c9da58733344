import { execFile } from 'node:child_process'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { type Bench, runPart } from './kit/part.ts'
import { quiet, type Server } from './kit/processes.ts'
import type { Measure } from './kit/report.ts'
import { spread } from './kit/rounds.ts'
import { startOurs } from './kit/servers.ts'
import { makeWorst, worst } from './memory/animations.ts'

const ROUNDS = 3
const MEGAPIXELS = [1, 12, 50, 100]
const KINDS = ['baseline', 'progressive', 'png'] as const
type OriginalKind = (typeof KINDS)[number]

/** Enough to fill what the server keeps in memory of what it has stored: 64 MB (`src/local/http/memory-cache.ts`). */
const WARM = 6000
const REQUESTS = WARM + 10_000
/** One of so many requests is for what nobody has asked for before. */
const MISS_EVERY = 10
const AT_ONCE = 16

const run = promisify(execFile)

await runPart('memory', async (bench) => {
  const peaks = await peaksOf(bench)
  return {
    measures: [
      ...peaks.map(({ kind, megapixels, over }): Measure => {
        const target = kind === 'baseline' && megapixels === 100 ? { atMost: 250 } : null
        return { name: `peak over the idle process, ${megapixels} MP ${kind}, MB`, ...spread(over), target }
      }),
      ...(await animationPeaks(bench)),
      ...(await growth(bench)),
    ],
    charts: [
      {
        file: 'memory',
        title: 'Peak memory over an idle process by megapixels of the original, MB',
        lines: KINDS.map((kind) => ({
          label: { baseline: 'baseline JPEG', progressive: 'progressive JPEG', png: 'PNG' }[kind],
          points: peaks
            .filter((peak) => peak.kind === kind)
            .map(({ megapixels, over }) => [megapixels, spread(over).value] as const),
        })),
      },
    ],
  }
})

/** The peak memory of a process that makes the four variants of one original, over that of an idle one. */
async function peaksOf({ photos, names, scratch }: Bench) {
  const photo = await readFile(join(photos, names[0]!))
  const peaks: { kind: OriginalKind; megapixels: number; over: number[] }[] = []
  const idle: number[] = []
  for (const megapixels of MEGAPIXELS) {
    for (const kind of KINDS) {
      const file = join(scratch, `${megapixels}-${kind}`)
      await writeFile(file, await makeOriginal(photo, megapixels, kind))
      const over: number[] = []
      for (let round = 0; round < ROUNDS; round += 1) {
        idle.push(await peakMemory([]))
        over.push((await peakMemory([file])) - idle.at(-1)!)
      }
      peaks.push({ kind, megapixels, over })
    }
  }
  return peaks
}

/** The peak memory of a process that makes the four variants of an animation, idle one and all, as a decoder of the service has it. */
async function animationPeaks({ scratch }: Bench): Promise<Measure[]> {
  const measures: Measure[] = []
  for (const animation of worst) {
    const file = join(scratch, `worst.${animation.format}`)
    await writeFile(file, await makeWorst(animation))
    measures.push({ name: `peak, ${animation.name}, MB`, value: await peakMemory([file]), target: { atMost: 950 } })
  }
  return measures
}

/** Enlarges a small copy of the photo, so that the largest PNG stays within the limit on bytes. */
async function makeOriginal(photo: Buffer, megapixels: number, kind: OriginalKind): Promise<Buffer> {
  const small = await sharp(photo).resize(600, 400, { fit: 'cover' }).toBuffer()
  const height = Math.round(Math.sqrt((megapixels * 1e6) / 1.5))
  const large = sharp(small).resize(Math.round(height * 1.5), height, { kernel: 'linear' })
  return kind === 'png'
    ? large.png().toBuffer()
    : large.jpeg({ quality: 90, progressive: kind === 'progressive' }).toBuffer()
}

async function peakMemory(files: readonly string[]): Promise<number> {
  const child = new URL('./memory/child.ts', import.meta.url).pathname
  const { stdout } = await run(process.execPath, [child, ...files])
  return Number(stdout)
}

/** Measures what the server holds when it is warm, and 10,000 requests later. */
async function growth({ photos, names, scratch }: Bench): Promise<Measure[]> {
  const folder = join(scratch, 'many')
  await mkdir(folder)
  const small = join(scratch, 'small.jpg')
  await sharp(join(photos, names[0]!)).resize(1200, 900, { fit: 'cover' }).toFile(small)
  for (let index = 0; index < REQUESTS / MISS_EVERY; index += 1) await copyFile(small, join(folder, `${index}.jpg`))
  const variants = { large: { width: 1200, height: 1200, prewarm: false, quality: { jpeg: 90 } } }
  const server = await startOurs(folder, join(scratch, 'growth'), { variants })
  try {
    await quiet(server)
    const idle = await server.memory()
    await requestAll(server, 0, WARM)
    const warm = await restingMemory(server)
    await requestAll(server, WARM, REQUESTS)
    const end = await restingMemory(server)
    return [
      { name: 'server, idle, MB', value: idle, target: null },
      { name: `server, after ${WARM} requests, MB`, value: warm, target: null },
      { name: `server, after ${REQUESTS} requests, MB`, value: end, target: null },
      { name: `server, growth from ${WARM} to ${REQUESTS} requests`, value: end / warm, target: { atMost: 1.05 } },
    ]
  } finally {
    await server.stop()
  }
}

async function requestAll(server: Server, from: number, to: number): Promise<void> {
  let next = from
  const client = async () => {
    for (let index = next++; index < to; index = next++) {
      const miss = Math.floor(index / MISS_EVERY)
      const key = index % MISS_EVERY === 0 ? miss : Math.max(0, miss - (index % MISS_EVERY) * 20)
      const answer = await fetch(`${server.url}/large/${key}.jpg`)
      await answer.arrayBuffer()
      if (!answer.ok) throw new Error(`${answer.status} for ${key}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, client))
}

async function restingMemory(server: Server): Promise<number> {
  await quiet(server)
  return server.memory()
}
