import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gifDelays } from '../../../src/image/encode/gif-delays.ts'

const sum = (delays: readonly number[]) => delays.reduce((total, ms) => total + ms, 0)
const delay = fc.integer({ min: 11, max: 65_535 })

describe('the delays of a GIF', () => {
  it.each([
    ['hundredths of a second are as they were', [20, 100, 40, 65_530], [20, 100, 40, 65_530]],
    ['what is rounded is made up for by the next', [25, 25, 25, 25], [30, 20, 30, 20]],
    ['60 frames a second, and a pause that pays for them', [17, 17, 17, 17, 100], [20, 20, 20, 20, 90]],
    ['71 frames a second become 50', [14, 14, 14], [20, 20, 20]],
    ['a pause keeps half of its time', [11, 11, 11, 11, 11, 11, 60], [20, 20, 20, 20, 20, 20, 30]],
  ])('%s', (_, delays, shown) => {
    expect(gifDelays(delays)).toEqual(shown)
  })

  it('are such as browsers play as they are', () => {
    fc.assert(
      fc.property(fc.array(delay), (delays) => {
        for (const [index, ms] of gifDelays(delays).entries()) {
          expect(ms % 10).toBe(0)
          expect(ms).toBeGreaterThanOrEqual(Math.max(20, delays[index]! / 2 - 5))
          expect(ms).toBeLessThanOrEqual(65_530)
        }
      }),
    )
  })

  it('take as long together, to a hundredth of a second, where none is too short for a GIF', () => {
    const long = fc.integer({ min: 30, max: 60_000 })
    fc.assert(
      fc.property(fc.array(long), (delays) => {
        expect(Math.abs(sum(gifDelays(delays)) - sum(delays))).toBeLessThanOrEqual(5)
      }),
    )
  })
})
