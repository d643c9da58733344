import type { Config } from '../../src/config/config.ts'
import { messageOf } from '../../src/errors.ts'
import { noiseJpeg } from '../crash/pictures.ts'
import { type Chance, createChance } from '../crash/random.ts'
import { createGuard, type Guard } from './guard.ts'
import { createHistory, type History } from './history.ts'

const SEED = Number(process.env['SOAK_SEED'] ?? Math.floor(Math.random() * 2 ** 32))

/** How long all suites take together, in minutes. */
export const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 2)
/** What is not to happen, by name. */
export const WITHOUT: ReadonlySet<string> = new Set((process.env['SOAK_WITHOUT'] ?? '').split(','))

/** Ends of the service that may happen; `null` for none. */
export const ENDS = (['SIGKILL', 'SIGTERM'] as const).filter((signal) => !WITHOUT.has(signal))

export const config: Config = {
  variants: {
    thumbnail: { width: 60, height: 60, fit: 'cover' },
    medium: { width: 120, height: 120 },
    webp: { width: 200, height: 200, format: 'webp' },
    lazy: { width: 90, height: 90, prewarm: false },
  },
}

export interface Soak {
  readonly chance: Chance
  readonly history: History
  readonly guard: Guard
  /** What has gone wrong. */
  readonly failures: string[]
  readonly totals: { rounds: number; checks: number }
  readonly isOver: () => boolean
}

/**
 * Runs one suite of the soak for its part of the minutes, or until something goes wrong; then it prints the seed and what had
 * happened. Returns what went wrong.
 *
 * @param env for the service
 */
export async function soak(
  part: number,
  run: (soak: Soak) => Promise<void>,
  env?: Record<string, string>,
): Promise<string[]> {
  const end = Date.now() + part * MINUTES * 60_000
  const history = createHistory(process.env['SOAK_HISTORY'])
  const guard = createGuard(env)
  const failures: string[] = []
  const totals = { rounds: 0, checks: 0 }
  const repeat = `npm run test:soak -- --minutes ${MINUTES} --seed ${SEED}`
  console.log(repeat)
  const isOver = () => Date.now() > end || failures.length > 0
  try {
    await run({ chance: createChance(SEED), history, guard, failures, totals, isOver })
  } catch (error) {
    failures.push(messageOf(error))
  }
  console.log(`${totals.rounds} rounds`, history.counts())
  console.log(`${totals.checks} checks passed, ${failures.length} failed`)
  if (totals.checks === 0) failures.push('nothing was compared')
  if (failures.length > 0) console.error([history.tail(), guard.output(), repeat].join('\n\n'))
  return failures
}

/** Draws pictures: good ones, each like no other, and broken ones. */
export async function makeFiles(chance: Chance): Promise<[Buffer, ...Buffer[]]> {
  const first = await noiseJpeg(chance, 300, 200)
  const more = await Promise.all(Array.from({ length: 11 }, () => noiseJpeg(chance, 300, 200)))
  return [first, ...more, first.subarray(0, first.length / 2), Buffer.alloc(0), Buffer.from('no picture at all')]
}
