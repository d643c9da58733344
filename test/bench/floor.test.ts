import { expect, it } from 'vitest'
import { lookAt } from '../../bench/quality/floor/look.ts'
import { floorReport } from '../../bench/quality/floor/report.ts'
import { deviation, outcomeOf, scoreOfDefault } from '../../bench/quality/floor/rule.ts'
import type { Sample } from '../../bench/quality/floor/samples.ts'

/** Photos whose scores differ by a level of their own; half a point more with each quality, and 2 % more bytes. */
const levels = [0, 3, -4, 7, -6, 2, 5, -2]
const samples = levels.flatMap((level) => [0, 1].map((index) => sampleOf(level, index)))

function sampleOf(level: number, index: number): Sample {
  const photo = `photo ${level}`
  return {
    photo,
    picture: `${photo}, ${index}`,
    side: 600,
    codec: 'webp',
    pixels: 1000,
    look: { scales: [], brightness: 0 },
    jpegs: [1, 2],
    points: [20, 58, 80, 100].map((quality) => ({
      quality,
      bytes: 1000 * 1.02 ** quality,
      s2: 35 + level + quality / 2,
      error: 1,
    })),
  }
}

const levelOf = ({ photo }: Sample) => Number(photo.replace('photo ', ''))

it('a rule that knows the scores gives every picture the floor, for fewer bytes than one quality with as few below it', () => {
  const { off, spread, lowest, fixedSpread, mean, sum } = outcomeOf(samples, (sample) => [levelOf(sample)], 72)
  expect(off).toBeLessThan(0.1)
  expect(spread).toBeLessThan(0.3)
  expect(lowest).toBeGreaterThan(71.5)
  expect(fixedSpread).toBeCloseTo(deviation(levels), 6)
  expect(mean).toBeLessThan(0.9)
  expect(sum).toBeCloseTo(mean, 1)
})

it('without anything to go by, a rule is no better than one quality', () => {
  const { spread, fixedSpread, mean } = outcomeOf(samples, () => [], 72)
  expect(spread).toBeGreaterThanOrEqual(fixedSpread)
  expect(mean).toBeGreaterThan(0.99)
})

it('nothing that is known of a photo alone helps to predict it', () => {
  const itself = (sample: Sample) => levels.map((level) => (levelOf(sample) === level ? 1 : 0))
  const { off } = outcomeOf(samples, itself, 72)
  expect(off).toBeGreaterThanOrEqual(deviation(samples.map(scoreOfDefault)))
})

it('too few photos are refused', () => {
  expect(() => floorReport(samples)).toThrow('a floor needs 10 photos at least, and there are 8')
})

it('a look counts neighbours that are nearly alike, at each size', () => {
  const data = Buffer.from([0, 0, 2, 40, 0, 0, 2, 40])
  const { scales, brightness } = lookAt({ data, width: 4, height: 2, frames: 1, channels: 1 })
  expect(scales.slice(0, 2)).toEqual([
    [333, 667, 667, 667],
    [0, 0, 0, 1000],
  ])
  expect(brightness).toBe(11)
})
