/**
 * Gives the decoders thousands of damaged and hostile files: `npm run fuzz [-- --seed 1 --files 2000 --keep DIR --pairs 1000 --no-bombs]`. A
 * crash, a fault that is no refusal, or a file that takes more than the pool lets it is exit code 1.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createDecoderPool } from '../../src/decoders/pool.ts'
import { readFixtures } from '../pictures/fixtures.ts'
import { makeBombs } from './bombs.ts'
import { createChance, mutate } from './mutate.ts'
import { countWrongVerdicts } from './pairs.ts'
import { takeUp } from './take-up.ts'

/** What all that is made of one file may take; in memory less than a function has. */
const BUDGET = { cpuMs: 10_000, openMs: 10_000, memory: 1500 * 2 ** 20 }
/** In ms: so much more it can take until it is seen, on a machine that has much else to do. */
const LATE_MS = 1000

const { values } = parseArgs({
  allowNegative: true,
  options: {
    seed: { type: 'string', default: '1' },
    files: { type: 'string', default: '2000' },
    keep: { type: 'string' },
    pairs: { type: 'string', default: '1000' },
    bombs: { type: 'boolean', default: true },
  },
})

const pool = createDecoderPool({ size: 1, warm: 1, budget: BUDGET })
const counts = new Map<string, number>()
const faults: string[] = []
let slowest = { name: '', ms: 0 }

const bombs = values.bombs ? await makeBombs() : {}
for (const [name, bytes] of Object.entries(bombs)) await take(name, bytes)
const seeds = readFixtures().filter(({ bytes }) => bytes.length < 20_000)
for (let number = 0; number < Number(values.files); number += 1) {
  const chance = createChance(Number(values.seed) * 1_000_003 + number)
  const [seed, other] = [seeds[number % seeds.length]!, seeds[Math.floor(chance() * seeds.length)]!]
  const { how, bytes } = mutate(seed.bytes, other.bytes, chance)
  await take(`${number}-${how}-${seed.name}`, bytes)
}
pool.close()

const pairs = Number(values.pairs)
const wrong = await countWrongVerdicts(seeds.find(({ name }) => name === 'baseline.jpg')!.bytes, pairs)
if (wrong > 0) faults.push(`${wrong} of ${2 * pairs} JPEGs that were decoded together have another's verdict`)

for (const [what, count] of [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))) console.log(`${what}: ${count}`)
console.log(`slowest: ${slowest.name}, ${(slowest.ms / 1000).toFixed(1)} s of CPU`)
for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exitCode = 1

async function take(name: string, bytes: Buffer): Promise<void> {
  const before = pool.cpuMs()
  const outcome = await takeUp(pool, bytes)
  const ms = pool.cpuMs() - before
  const kind = `${name.slice(name.lastIndexOf('.') + 1)} ${outcome.split(':')[0]}`
  counts.set(kind, (counts.get(kind) ?? 0) + 1)
  if (ms > slowest.ms) slowest = { name, ms }
  if (!outcome.startsWith('a ') && ms <= BUDGET.cpuMs + LATE_MS) return
  faults.push(`${name} (seed ${values.seed}): ${outcome}, ${(ms / 1000).toFixed(1)} s of CPU`)
  if (values.keep === undefined) return
  mkdirSync(values.keep, { recursive: true })
  writeFileSync(join(values.keep, name), bytes)
}
