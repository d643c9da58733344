import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Config } from '../src/config/config.ts'
import { type Architecture, costOf, listCost, priceDate, storageCost } from '../src/doctor/cost.ts'
import prices from '../src/doctor/prices.json' with { type: 'json' }
import { attacksOf } from './cost/attacks.ts'
import { type Counted, countAnew, countLook, countMiss, countUnknown, countUpload } from './cost/count.ts'
import { compareEfforts } from './cost/efforts.ts'
import { compareFormats, formatsPlot, printFormats } from './cost/formats.ts'
import { ladderCost } from './cost/ladder.ts'
import { ANSWER_MS, ANSWERS, byDefault, createMeasure, readPhotos, workOf } from './cost/measure.ts'
import { viewCost } from './cost/model.ts'
import { memoryPlot, plotDollars } from './cost/plot.ts'
import { type Costs, printCosts } from './cost/print.ts'
import { rolloutCost } from './cost/rollout.ts'

const MEMORIES = [512, 832, 1024, 1536, 1769, 2048, 3008]
const ARCHITECTURES: readonly Architecture[] = ['arm64', 'x86_64']
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
  options: { photos: { type: 'string' }, json: { type: 'string' }, plots: { type: 'string' } },
})
const photos = await readPhotos(values.photos)
const measure = createMeasure(photos)
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
const ladder = await ladderCost(measure, base, upload)
const efforts = await compareEfforts(measure, base)
const formats = await compareFormats((config) => measure((photo) => countUpload(photo, config)))

const result: Costs = {
  prices: priceDate,
  upload,
  miss,
  rows,
  hit,
  storageMonth: month,
  restart,
  rollout,
  ladder,
  unknown,
  attacks,
  efforts,
}
printCosts(result, RECONCILES)
printFormats(formats)
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify({ ...result, formats }, null, 2)}\n`)
if (values.plots !== undefined) {
  await mkdir(values.plots, { recursive: true })
  await writeFile(join(values.plots, 'cost.svg'), plotDollars(memoryPlot(rows)))
  await writeFile(join(values.plots, 'cost-avif.svg'), plotDollars(formatsPlot(formats)))
}

/**
 * Dollars for a start over a million originals. The originals are listed for the watching, then all locations for
 * the start, and again for its sweep; without the index each key is looked at.
 */
function restartOf(stored: number, look: Counted): { known: number; unknown: number } {
  const known = listCost((3 + 2 * stored) * (MILLION / LISTED))
  return { known, unknown: known + look.gets * prices.s3.get * MILLION }
}
