/**
 * Gives the image core thousands of damaged and hostile files: `npm run fuzz [-- --seed 1 --files 2000 --keep DIR --no-bombs]`. A
 * crash, a fault that is no refusal, more than ten seconds of CPU, or more memory than the bound is exit code 1.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readFixtures } from '../pictures/fixtures.ts'
import { makeBombs } from './bombs.ts'
import { createChance, mutate } from './mutate.ts'

/** In s of the process's CPU, for all that is made of one file. */
const MOST_SECONDS = 10
/** In s of wall time, whatever else the machine does. */
const PATIENCE = 60
/** In MB, of the process that decodes: less than a function has. Pictures at the limits reach 1,223. */
const BOUND = 1500

const { values } = parseArgs({
  allowNegative: true,
  options: {
    seed: { type: 'string', default: '1' },
    files: { type: 'string', default: '2000' },
    keep: { type: 'string' },
    bombs: { type: 'boolean', default: true },
  },
})

interface Result {
  readonly outcome: string
  readonly seconds: number
  readonly megabytes: number
}

const child = new URL('child.ts', import.meta.url).pathname
const at: { work: ChildProcess | null } = { work: null } // until it crashes
const counts = new Map<string, number>()
const faults: string[] = []
let slowest = { name: '', seconds: 0 }
let largest = { name: '', megabytes: 0 }

const bombs = values.bombs ? await makeBombs() : {}
for (const [name, bytes] of Object.entries(bombs)) await take(name, bytes)
const seeds = readFixtures().filter(({ bytes }) => bytes.length < 20_000)
for (let number = 0; number < Number(values.files); number += 1) {
  const chance = createChance(Number(values.seed) * 1_000_003 + number)
  const [seed, other] = [seeds[number % seeds.length]!, seeds[Math.floor(chance() * seeds.length)]!]
  const { how, bytes } = mutate(seed.bytes, other.bytes, chance)
  await take(`${number}-${how}-${seed.name}`, bytes)
}
at.work?.kill()

for (const [what, count] of [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))) console.log(`${what}: ${count}`)
console.log(
  `slowest: ${slowest.name}, ${slowest.seconds.toFixed(1)} s; most memory: ${largest.name}, ${largest.megabytes} MB`,
)
for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exitCode = 1

async function take(name: string, bytes: Buffer): Promise<void> {
  const { outcome, seconds, megabytes } = await ask(bytes)
  const kind = `${name.slice(name.lastIndexOf('.') + 1)} ${outcome.split(':')[0]}`
  counts.set(kind, (counts.get(kind) ?? 0) + 1)
  if (seconds > slowest.seconds) slowest = { name, seconds }
  if (megabytes > largest.megabytes) largest = { name, megabytes }
  const isRight = ['rendered', 'refused', 'unjudged'].includes(outcome)
  if (isRight && seconds <= MOST_SECONDS && megabytes <= BOUND) return
  faults.push(`${name} (seed ${values.seed}): ${outcome}, ${seconds.toFixed(1)} s, ${megabytes} MB`)
  if (values.keep === undefined) return
  mkdirSync(values.keep, { recursive: true })
  writeFileSync(join(values.keep, name), bytes)
}

/** A crash of native code ends the process, and a hang is ended: both are seen from here. */
function ask(bytes: Buffer): Promise<Result> {
  at.work ??= fork(child, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  const asked = at.work
  return new Promise((resolve) => {
    function settle(result: Result): void {
      clearTimeout(timer)
      asked.off('message', settle).off('exit', crash)
      resolve(result)
    }
    function crash(code: number | null, signal: string | null): void {
      at.work = null
      settle({ outcome: `a crash: ${signal ?? code}`, seconds: 0, megabytes: 0 })
    }
    const timer = setTimeout(() => asked.kill('SIGKILL'), PATIENCE * 1000)
    asked.on('message', settle).on('exit', crash)
    asked.send(bytes)
  })
}
