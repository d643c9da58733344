import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { folders } from '../local/running.ts'
import { type Load, startLoad } from './load.ts'
import { noiseJpeg } from './pictures.ts'
import { bear, type Mortal } from './process.ts'
import { createChance } from './random.ts'
import { settle } from './settle.ts'
import { createTruth } from './truth.ts'

const KILLS = Number(process.env['CRASH_KILLS'] ?? 60)
/** How many kills there are between two looks at everything. */
const ROUND = 10
/** The service dies at any moment up to this one, in ms, so also while it starts. */
const LONGEST_LIFE = 2000

const config: Config = {
  variants: {
    thumbnail: { width: 60, height: 60, fit: 'cover' },
    medium: { width: 120, height: 120 },
    webp: { width: 200, height: 200, format: 'webp' },
    lazy: { width: 90, height: 90, prewarm: false },
  },
}
const NAMES = ['thumbnail', 'medium', 'webp', 'lazy'] as const
const KEYS = ['a.jpg', 'b.jpg', 'holiday/boat.jpg', 'holiday/été 1+1.jpg', 'deep/er/c.jpg', 'deep/d.jpg'] as const

it(`holds nothing stale, half or left over after ${KILLS} kills at random moments`, async () => {
  const seed = Number(process.env['CRASH_SEED'] ?? Math.floor(Math.random() * 2 ** 32))
  console.log(`CRASH_SEED=${seed} repeats this`)
  const chance = createChance(seed)
  const { root, originals, data } = await folders()
  const draft = join(root, 'draft')
  await mkdir(draft)
  const file = join(root, 'sizewright.config.ts')
  await writeFile(file, `export default ${JSON.stringify(config)}`)
  const args = [originals, '--data', data, '--port', '0', '--config', file]
  const whole = await Promise.all(Array.from({ length: 12 }, () => noiseJpeg(chance, 300, 200)))
  const [first = Buffer.alloc(0), ...more] = whole
  const broken = [first.subarray(0, first.length / 2), Buffer.alloc(0), Buffer.from('no picture at all')]
  const truth = createTruth(config)
  const totals: Record<string, number> = {}
  const said: string[] = []
  let kills = 0

  let service: Mortal = bear(args)
  let url: string | null = null
  const arrive = async () => {
    url = await service.url
  }
  const load = (): Load =>
    startLoad({
      chance: chance.fork(),
      folder: originals,
      draft,
      keys: KEYS,
      files: [first, ...more, ...broken],
      names: NAMES,
      url: () => url,
    })
  const findFaults = async () => {
    expect(service.isAlive(), service.output()).toBe(true)
    return truth.findFaults(originals, data)
  }

  while (kills < KILLS) {
    const underWay = load()
    for (let turn = 0; turn < ROUND; turn += 1) {
      void arrive()
      await sleep(chance.below(LONGEST_LIFE))
      expect(service.isAlive(), service.output()).toBe(true)
      expect(await service.end('SIGKILL')).toBe('SIGKILL')
      said.push(service.output())
      kills += 1
      url = null
      service = bear(args)
    }
    await arrive()
    await sleep(chance.below(1000))
    await underWay.stop()
    await settle(findFaults)
    for (const [what, times] of Object.entries(underWay.counts)) totals[what] = (totals[what] ?? 0) + times
    expect(await service.end('SIGTERM')).toBe(0)
    said.push(service.output())
    expect(await truth.findFaults(originals, data)).toEqual([])
    service = bear(args)
  }
  await service.end('SIGKILL')
  console.log(`${kills} kills under load:`, totals)
  expect(Object.keys(totals)).toEqual(expect.arrayContaining(['200', '404', '415', 'deleted', 'written in place']))
  expect(totals['500'] ?? 0, said.join('')).toBe(0)
})
