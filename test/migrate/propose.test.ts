import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createBoundedCounter } from '../../src/migrate/bounded-counter.ts'
import { type Demand, propose } from '../../src/migrate/propose.ts'

const wide = (width: number, count: number): Demand => ({ width, height: 0, cover: false, count })
const filled = (width: number, height: number, count: number): Demand => ({ width, height, cover: true, count })
const names = (demands: readonly Demand[]) => demands.map(({ width, height }) => `${width}x${height}`).toSorted()

it('takes as few sizes as cover what is asked for, and leaves out what is rare', () => {
  const asked = [wide(300, 500), wide(320, 300), wide(600, 100), wide(640, 95), wide(4000, 5), filled(200, 200, 50)]
  const { variants, covered, all } = propose(asked, 0.99)
  expect(names(variants)).toEqual(['200x200', '320x0', '640x0'])
  expect([covered, all]).toEqual([1045, 1050])
  expect(names(propose(asked, 1).variants)).toEqual(['200x200', '320x0', '4000x0', '640x0'])
})

it('keeps apart what is cropped to other shapes, and what is not cropped', () => {
  const { variants } = propose(
    [filled(300, 200, 10), filled(600, 400, 10), filled(310, 206, 1), filled(300, 300, 10), wide(300, 10)],
    1,
  )
  expect(names(variants)).toEqual(['300x0', '300x300', '310x206', '600x400'])
})

it('proposes nothing where no size is asked for', () => {
  expect(propose([{ width: 0, height: 0, cover: false, count: 9 }], 0.99)).toEqual({ variants: [], covered: 0, all: 0 })
  expect(propose([], 0.99).variants).toEqual([])
})

it('is the smallest set that there is', () => {
  const demand = fc.record({
    width: fc.integer({ min: 1, max: 20 }),
    height: fc.constantFrom(0, 0, 10),
    count: fc.integer({ min: 1, max: 9 }),
  })
  const list = fc.uniqueArray(
    demand.map(({ width, height, count }) => (height === 0 ? wide(width, count) : filled(width, width, count))),
    {
      minLength: 1,
      maxLength: 9,
      selector: ({ width, cover }) => `${width} ${cover}`,
    },
  )
  fc.assert(
    fc.property(list, fc.constantFrom(0.5, 0.9, 1), (demands, goal) => {
      const { variants, covered, all } = propose(demands, goal)
      expect(covered).toBeGreaterThanOrEqual(goal * all)
      expect(coveredBy(variants, demands)).toBeGreaterThanOrEqual(covered)
      for (let set = 0; set < 2 ** demands.length; set++) {
        const some = demands.filter((_, at) => (set >> at) & 1)
        if (some.length < variants.length) expect(coveredBy(some, demands)).toBeLessThan(goal * all)
      }
    }),
    { numRuns: 60 },
  )
})

function coveredBy(variants: readonly Demand[], demands: readonly Demand[]): number {
  const isCovered = ({ width, cover }: Demand) =>
    variants.some((one) => one.cover === cover && one.width >= width && width * 1.5 >= one.width)
  return demands.filter(isCovered).reduce((sum, { count }) => sum + count, 0)
}

it('counts in bounded memory, and says by how much a count may be too low', () => {
  const counter = createBoundedCounter(100)
  for (let at = 0; at < 50_000; at++) {
    counter.add(`often ${at % 10}`)
    counter.add(`once ${at}`)
  }
  const entries = counter.entries()
  expect(entries.length).toBeLessThanOrEqual(100)
  expect(entries.slice(0, 10).every(([name, count]) => name.startsWith('often') && count === 5000)).toBe(true)
  const counted = entries.reduce((sum, [, count]) => sum + count, 0)
  expect(counted + counter.forgotten()).toBe(100_000)
})
