import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadOf } from './capacity/load.ts'
import { plotOverwrites, printOverwrites, simulateOverwrites } from './capacity/overwrites.ts'
import { createRandom } from './capacity/random.ts'
import { simulate } from './capacity/simulate.ts'
import { replay } from './capacity/replay.ts'
import { queueReading } from './capacity/template.ts'
import { countUpload } from './cost/count.ts'
import { gatherPhotos } from './kit/photos.ts'
import { draw } from './kit/plot.ts'
import { median } from './kit/rounds.ts'

/** The account's quotas that are tried; `undefined` is what a deployment gets that says none. */
const QUOTAS = [undefined, 50, 100, 250, 500, 1000, 2000]
/** What 6,000 uploads a minute need. */
const OVERWRITTEN = 250
const ROUNDS = 3
const STEADY = { minute: 6000, minutes: 60 }
const BURST = 100_000
/** In minutes: what the burst may take, where the alarm `QueueAge` allows 30, and how long a message of the hour may wait. */
const BAR = { burst: 20, wait: 1 }
/** How many originals of a batch are at work at once: `AT_ONCE` of the function's batch. */
const TOGETHER = 2

const text = { type: 'string' } as const
const { values } = parseArgs({
  options: { photos: text, plot: text, 'plot-overwrites': text, replay: { type: 'boolean' } },
})
if (values.replay === true) {
  await replay()
  process.exit()
}
const cpuMs = await measureUploads(values.photos)
const load = loadOf(cpuMs)
console.log(`an upload takes ${cpuMs.map((ms) => ms.toFixed(0)).join(', ')} ms of CPU on this machine`)
console.log('quota  at once  100,000 at once: done after, oldest  6,000 a minute for an hour: oldest')

const random = createRandom(1)
const steady = Array.from({ length: STEADY.minute * STEADY.minutes }, () => random() * STEADY.minutes * 60_000)
const drained: [number, number][] = []
for (const quota of QUOTAS) {
  const reading = queueReading(quota)
  const poller = { ...reading, together: TOGETHER }
  const burst = simulate(
    Array.from({ length: BURST }, () => 0),
    poller,
    load,
  )
  const hour = simulate(steady, poller, load)
  const isEnough = burst.done <= BAR.burst && hour.oldest <= BAR.wait
  drained.push([reading.most, burst.done])
  console.log(
    [
      String(quota ?? 'none').padStart(5),
      String(reading.most).padStart(8),
      `${burst.done.toFixed(1)} min`.padStart(29),
      `${burst.oldest.toFixed(1)} min`.padStart(8),
      `${hour.oldest.toFixed(1)} min`.padStart(36),
      isEnough ? '  enough' : '',
    ].join(' '),
  )
}
if (values.plot !== undefined) {
  const title = 'Minutes until 100,000 uploads at once are done, by batches at once'
  await writeFile(values.plot, draw({ file: values.plot, title, lines: [{ label: 'ours', points: drained }] }))
}

console.log(`overwrites, with accountConcurrency: ${OVERWRITTEN}`)
const overwrites = simulateOverwrites({ ...queueReading(OVERWRITTEN), together: TOGETHER }, load)
printOverwrites(overwrites)
const plot = values['plot-overwrites']
if (plot !== undefined) await writeFile(plot, plotOverwrites(plot, overwrites))

/** The medians of what each photo takes, in ms of CPU. */
async function measureUploads(from: string | undefined): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sizewright-capacity-'))
  try {
    const taken: number[] = []
    for (const name of await gatherPhotos(from, join(folder, 'photos'))) {
      const photo = await readFile(join(folder, 'photos', name))
      const rounds: number[] = []
      for (let round = 0; round < ROUNDS; round += 1) rounds.push((await countUpload(photo, {})).cpuMs)
      taken.push(median(rounds))
    }
    return taken
  } finally {
    await rm(folder, { recursive: true })
  }
}
