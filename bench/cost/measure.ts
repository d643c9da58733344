import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { costOf, WHOLE_CORE, type Work } from '../../src/doctor/cost.ts'
import { gatherPhotos } from '../kit/photos.ts'
import { mean, median } from '../kit/rounds.ts'
import type { Counted } from './count.ts'

const ROUNDS = 5
/** Time of one answer of S3 to a function in its region, in ms. This is an assumption, since only an account can show it. */
export const ANSWER_MS = 20
/** How many answers are waited for one after another: heads, the original, each write, the second look. */
export const ANSWERS = { upload: 12, miss: 8 }

export async function readPhotos(folder: string | undefined): Promise<Buffer[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'sizewright-cost-'))
  try {
    const photos = join(scratch, 'photos')
    const names = await gatherPhotos(folder, photos)
    return await Promise.all(names.map((name) => readFile(join(photos, name))))
  } finally {
    await rm(scratch, { recursive: true })
  }
}

/** Measures over photos: the mean over them of the medians over the rounds. */
export type Measure = (count: (photo: Uint8Array) => Promise<Counted>) => Promise<Counted>

export function createMeasure(photos: readonly Uint8Array[]): Measure {
  return async (count) => {
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
}

/**
 * @param answers how many of S3's answers are waited for one after another
 * @param invocations of a function for one unit
 * @param messages that pass through the queue: sent, received and deleted
 */
export function workOf({ cpuMs, puts, gets }: Counted, answers: number, invocations: number, messages: number): Work {
  return {
    cpuMs,
    waitMs: answers * ANSWER_MS,
    perInvocation: 1 / invocations,
    puts,
    gets,
    queueRequests: messages * 2,
  }
}

/** Dollars with the function that is deployed by default. */
export function byDefault(work: Work): number {
  return costOf(work, WHOLE_CORE, 'arm64')
}
