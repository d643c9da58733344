import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeSamples } from '../src/local/samples.ts'
import { four, independent, ours, six } from './contestants.ts'
import { type Cost, costOf, median, peakMemory } from './measure.ts'
import { judge, type Measure, table } from './report.ts'
import { similarity } from './similarity.ts'

const ROUNDS = 7

const { values } = parseArgs({
  options: { photos: { type: 'string' }, json: { type: 'string' }, check: { type: 'boolean', default: false } },
})
const samples = values.photos === undefined ? await mkdtemp(join(tmpdir(), 'sizewright-bench-')) : null
if (samples !== null) await makeSamples(samples)
const folder = values.photos ?? samples!
const files = (await readdir(folder)).filter((name) => /\.jpe?g$/i.test(name)).map((name) => join(folder, name))
if (files.length === 0) throw new Error(`there is no JPEG in ${folder}`)
const photos = await Promise.all(files.map((file) => readFile(file)))

console.log(`${photos.length} photos, ${ROUNDS} rounds, the contestants in turn in each`)
const verdicts = [...(await quality()), ...(await speed()), ...(await memory())].map(judge)
if (samples !== null) await rm(samples, { recursive: true })
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify({ measures: verdicts }, null, 2)}\n`)
console.log(table(verdicts))
if (values.check && verdicts.some(({ ok }) => !ok)) process.exitCode = 1

/** How alike the contestants' pictures are, so that nobody is quick because he is careless. */
async function quality(): Promise<Measure[]> {
  const alike: number[][] = four.map(() => [])
  const sizes = { ours: 0, independent: 0 }
  for (const photo of photos) {
    const [a, b] = [await ours(photo, four), await independent(photo, four)]
    for (const index of four.keys()) {
      alike[index]!.push(await similarity(a[index]!, b[index]!))
      sizes.ours += a[index]!.length
      sizes.independent += b[index]!.length
    }
  }
  return [
    ...four.map((name, index): Measure => {
      const mean = alike[index]!.reduce((sum, value) => sum + value, 0) / photos.length
      return { name: `SSIM of ${name} to the independent one, mean`, value: mean, target: { atLeast: 0.99 } }
    }),
    { name: 'SSIM, lowest of any picture', value: Math.min(...alike.flat()), target: null },
    { name: 'bytes, ours / independent', value: sizes.ours / sizes.independent, target: { atMost: 1.03 } },
  ]
}

async function speed(): Promise<Measure[]> {
  const costs: { ours: Cost; all: Cost; independent: Cost }[] = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    const cost = {
      ours: await costOf(() => eachPhoto((photo) => ours(photo, four))),
      independent: await costOf(() => eachPhoto((photo) => independent(photo, four))),
      all: await costOf(() => eachPhoto((photo) => ours(photo, six))),
    }
    if (round > 0) costs.push(cost) // the first warms up
  }
  const over = (part: 'ours' | 'all', figure: keyof Cost) =>
    median(costs.map((cost) => cost[part][figure] / cost.independent[figure]))
  const perPhoto = (part: 'ours' | 'independent') => median(costs.map((cost) => cost[part].cpu)) / photos.length
  return [
    { name: 'CPU of four variants, ours, ms a photo', value: perPhoto('ours'), target: null },
    { name: 'CPU of four variants, independent, ms a photo', value: perPhoto('independent'), target: null },
    { name: 'CPU of four variants, ours / independent', value: over('ours', 'cpu'), target: { atMost: 0.42 } },
    { name: 'wall time of four variants, ours / independent', value: over('ours', 'wall'), target: null },
    { name: 'CPU of all six renditions, ours / four independent', value: over('all', 'cpu'), target: null },
  ]
}

async function memory(): Promise<Measure[]> {
  const [idle, mine, others] = [
    await peakMemory('ours', []),
    await peakMemory('ours', files),
    await peakMemory('independent', files),
  ]
  return [
    { name: 'peak memory over an idle process, ours, MB', value: mine - idle, target: null },
    { name: 'peak memory over an idle process, independent, MB', value: others - idle, target: null },
  ]
}

async function eachPhoto(work: (photo: Buffer) => Promise<unknown>): Promise<void> {
  for (const photo of photos) await work(photo)
}
