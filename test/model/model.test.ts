import fc from 'fast-check'
import { expect, it } from 'vitest'
import { calmStory, roughStory, tell } from './story.ts'

/** `npm run test:model` sets these; a failure prints the seed and path that replay it. */
const { MODEL_RUNS = '1000', MODEL_SEED, MODEL_PATH } = process.env
const seed = MODEL_SEED === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(MODEL_SEED)
const parameters = {
  numRuns: Math.ceil(Number(MODEL_RUNS) / 2),
  seed,
  ...(MODEL_PATH !== undefined && { path: MODEL_PATH }),
}
const PATIENCE_MS = 60 * 60_000

console.log(`model: ${MODEL_RUNS} interleavings, seed ${seed}`)

it(
  'without crashes all is right when the due work is done, and at the edge when the sweeps have run',
  () =>
    fc.assert(
      fc.asyncProperty(fc.scheduler(), calmStory, async (scheduler, story) => {
        expect(await tell(scheduler, story)).toEqual([])
      }),
      parameters,
    ),
  PATIENCE_MS,
)

it(
  'with crashes, faults and a deployment all is right when the sweeps have run',
  () =>
    fc.assert(
      fc.asyncProperty(fc.scheduler(), roughStory, async (scheduler, story) => {
        expect(await tell(scheduler, story)).toEqual([])
      }),
      parameters,
    ),
  PATIENCE_MS,
)
