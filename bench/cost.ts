import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Config } from '../src/config/config.ts'
import {
  type Architecture,
  costOf,
  listCost,
  priceDate,
  storageCost,
  WHOLE_CORE,
  type Work,
} from '../src/doctor/cost.ts'
import prices from '../src/doctor/prices.json' with { type: 'json' }
import { attacksOf } from './cost/attacks.ts'
import { type Counted, countAnew, countLook, countMiss, countUnknown, countUpload } from './cost/count.ts'
import { breakEvenViews, viewCost } from './cost/model.ts'
import { plotCosts } from './cost/plot.ts'
import { rolloutCost } from './cost/rollout.ts'
import { gatherPhotos } from './kit/photos.ts'
import { mean, median } from './kit/rounds.ts'

const ROUNDS = 5
const MEMORIES = [512, 832, 1024, 1536, 1769, 2048, 3008]
const ARCHITECTURES: readonly Architecture[] = ['arm64', 'x86_64']
/** Time of one answer of S3 to a function in its region, in ms. This is an assumption, since only an account can show it. */
const ANSWER_MS = 20
/** How many answers are waited for one after another: heads, the original, each write, the second look. */
const ANSWERS = { upload: 12, miss: 4 }
/** What the runtime and the SDK take for a request that does next to nothing, in ms. This is an assumption, too. */
const OVERHEAD_MS = 3
/** How many batches reconcile works on at once by default. */
const RECONCILES = 2
const MILLION = 1e6
/** How many keys S3 lists in an answer. */
const LISTED = 1000

const base: Config = {
  variants: {
    thumbnail: { width: 150, height: 150, fit: 'cover' },
    medium: { width: 600, height: 600 },
    large: { width: 1200, height: 1200 },
    webp: { width: 1200, height: 1200, format: 'webp' },
  },
}

const { values } = parseArgs({
  options: { photos: { type: 'string' }, json: { type: 'string' }, plot: { type: 'string' } },
})
const photos = await readPhotos(values.photos)
console.log(`${photos.length} photos, prices of ${priceDate}, S3 taken to answer in ${ANSWER_MS} ms`)

const upload = await measure((photo) => countUpload(photo, base))
const miss = await measure((photo) => countMiss(photo, 'medium.webp', base))
const works = { upload: workOf(upload, ANSWERS.upload, 2, 3), miss: workOf(miss, ANSWERS.miss, 1, 0) }
const unknown = await countUnknown(base)
const rows = MEMORIES.flatMap((memory) =>
  ARCHITECTURES.map((architecture) => ({
    memory,
    architecture,
    uploads: costOf(works.upload, memory, architecture) * MILLION,
    misses: costOf(works.miss, memory, architecture) * MILLION,
  })),
)
const hit = viewCost(miss.stored) * MILLION
const month = storageCost(upload.stored) * MILLION
const attacks = attacksOf(
  {
    unknown: byDefault(workOf({ ...unknown, cpuMs: unknown.cpuMs + OVERHEAD_MS }, unknown.gets, 1, 0)),
    miss: byDefault(works.miss),
    upload: byDefault(works.upload),
  },
  RECONCILES / ((works.upload.cpuMs + works.upload.waitMs) / 1000),
)
const look = await countLook(photos[0]!, base)
const restart = restartOf(upload.puts, look)
const anew = await measure((photo) => countAnew(photo, { ...base, limits: { frames: 7 } }, base))
const rollout = {
  unchanged: rolloutCost({ counted: look, answers: 1, messages: 0 }, look, upload.puts, ANSWER_MS),
  anew: rolloutCost({ counted: anew, answers: ANSWERS.upload, messages: 1.5 }, look, upload.puts, ANSWER_MS),
}
const efforts = await compareEfforts()

console.log(
  `\na million uploads or misses, in dollars (${upload.cpuMs.toFixed(0)} and ${miss.cpuMs.toFixed(0)} ms of CPU)`,
)
for (const { memory, architecture, uploads, misses } of rows) {
  console.log(
    `${String(memory).padStart(5)} MB ${architecture.padEnd(7)} ${uploads.toFixed(2).padStart(8)} ${misses.toFixed(2).padStart(8)}`,
  )
}
console.log(`a million hits of medium.webp (${(miss.stored / 1000).toFixed(1)} kB): ${hit.toFixed(2)}`)
console.log(`storage of a million originals' renditions: ${month.toFixed(2)} a month`)
console.log(
  `a restart over a million originals in S3, of which nothing has changed: ${restart.known.toFixed(3)} with the index, ${restart.unknown.toFixed(2)} without`,
)
for (const [what, { dollars, hours }] of Object.entries(rollout)) {
  const words = { unchanged: 'nothing has changed', anew: 'everything is made anew' }[what]
  console.log(
    `a rollout over a million originals, ${words}: ${dollars.toFixed(0)}, and ${hours.toFixed(0)} hours with ${RECONCILES} batches at once`,
  )
}
console.log('\nattacks: dollars a million, a day, and a day of one address under a rate limit')
for (const { name, million, day, address } of attacks) {
  console.log(
    `${name.padEnd(32)} ${million.toFixed(2).padStart(10)} ${day.toFixed(0).padStart(6)} ${address?.toFixed(2).padStart(6) ?? ''}`,
  )
}
console.log(
  '\nWebP effort against the default 2: CPU ms more an upload, bytes a view less, views until it has paid for itself',
)
for (const { effort, moreCpu, lessBytes, views } of efforts) {
  console.log(
    `${effort}  ${moreCpu.toFixed(1).padStart(7)}  ${lessBytes.toFixed(0).padStart(7)}  ${views.toFixed(1).padStart(9)}`,
  )
}
const result = {
  prices: priceDate,
  upload,
  miss,
  rows,
  hit,
  storageMonth: month,
  restart,
  rollout,
  unknown,
  attacks,
  efforts,
}
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`)
if (values.plot !== undefined) {
  await mkdir(dirname(values.plot), { recursive: true })
  await writeFile(values.plot, plotCosts(rows))
}

/**
 * Dollars for a start over a million originals. The originals are listed for the watching, then all locations for
 * the start, and again for its sweep; without the index each key is looked at.
 */
function restartOf(stored: number, look: Counted): { known: number; unknown: number } {
  const known = listCost((3 + 2 * stored) * (MILLION / LISTED))
  return { known, unknown: known + look.gets * prices.s3.get * MILLION }
}

function byDefault(work: Work): number {
  return costOf(work, WHOLE_CORE, 'arm64')
}

/** @param invocations of a function for one unit @param messages that pass through the queue: sent, received and deleted */
function workOf({ cpuMs, puts, gets }: Counted, answers: number, invocations: number, messages: number): Work {
  return {
    cpuMs,
    waitMs: answers * ANSWER_MS,
    perInvocation: 1 / invocations,
    puts,
    gets,
    queueRequests: messages * 2,
  }
}

/** The mean over the photos of the medians over the rounds. */
async function measure(count: (photo: Uint8Array) => Promise<Counted>): Promise<Counted> {
  const counts: Counted[] = []
  for (const photo of photos) {
    const rounds: Counted[] = []
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await count(photo))
    counts.push({ ...rounds[0]!, cpuMs: median(rounds.map(({ cpuMs }) => cpuMs)) })
  }
  const meanOf = (figure: keyof Counted) => mean(counts.map((one) => one[figure]))
  return {
    puts: meanOf('puts'),
    gets: meanOf('gets'),
    sent: meanOf('sent'),
    cpuMs: meanOf('cpuMs'),
    stored: meanOf('stored'),
  }
}

/** Compares the efforts of WebP. A view weighs the mean of the three WebP renditions that browsers are given. */
async function compareEfforts() {
  const webp = {
    thumbnail: base.variants!['thumbnail']!,
    medium: base.variants!['medium']!,
    large: base.variants!['large']!,
  }
  const only = Object.fromEntries(
    Object.entries(webp).map(([name, variant]) => [name, { ...variant, format: 'webp' as const }]),
  )
  const measured: { effort: number; cpuMs: number; stored: number }[] = []
  for (const effort of [0, 1, 2, 3, 4, 5, 6]) {
    const { cpuMs, stored } = await measure((photo) => countUpload(photo, { variants: only, effort: { webp: effort } }))
    measured.push({ effort, cpuMs, stored })
  }
  const { cpuMs, stored } = measured.find(({ effort }) => effort === 2)!
  return measured.map((one) => {
    const moreCpu = one.cpuMs - cpuMs
    const lessBytes = (stored - one.stored) / 3
    return {
      effort: one.effort,
      moreCpu,
      lessBytes,
      views: Math.abs(breakEvenViews(Math.abs(moreCpu), Math.abs(lessBytes), 1769, 'arm64')),
    }
  })
}

async function readPhotos(folder: string | undefined): Promise<Buffer[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'sizewright-cost-'))
  try {
    const photos = join(scratch, 'photos')
    const names = await gatherPhotos(folder, photos)
    return await Promise.all(names.map((name) => readFile(join(photos, name))))
  } finally {
    await rm(scratch, { recursive: true })
  }
}
