import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type View, viewsOf } from '../../bench/widths/pages.ts'
import { bestLadder, deliver } from '../../bench/widths/simulate.ts'
import { ladder } from '../../src/config/widths.ts'

const views = viewsOf()
const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')

it('all views are one', () => expect(views.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1))

describe('the ladder of the documentation', () => {
  it('delivers at most 15 % beyond what is needed, and stretches at most 2 % of the views', () => {
    const { over, stretched } = deliver(ladder, views)
    expect([over <= 0.15, stretched <= 0.02]).toEqual([true, true])
  })

  it.each(['README.md', 'docs/sizes.md'])('is the one of %s', (name) =>
    expect(read(name)).toContain(`widths: [${ladder.join(', ')}]`),
  )

  it('has the figures that are printed there', () => {
    const rows = read('docs/sizes.md').matchAll(/^\| [^|]*`([\d, ]+)` *\| +([\d.]+) % +\| +([\d.]+) % +\|$/gm)
    const printed = [...rows].map(([, widths, over, stretched]) => [widths, over, stretched])
    expect(printed).toHaveLength(7)
    for (const [widths = '', ...figures] of printed) {
      const { over, stretched } = deliver(widths.split(', ').map(Number), views)
      expect(
        [over, stretched].map((share) => (100 * share).toFixed(1)),
        widths,
      ).toEqual(figures)
    }
  })
})

describe('what is delivered', () => {
  const view = (needed: number, original = 4000, share = 1): View => ({ needed, original, share })

  it('is the narrowest rung that covers', () => {
    expect(deliver([200, 100, 400], [view(100)])).toEqual({ over: 0, stretched: 0 })
    expect(deliver([200, 100, 400], [view(101)]).over).toBeCloseTo((200 / 101) ** 1.6 - 1)
  })

  it('is the widest rung, stretched, where none covers, and never more than the original', () => {
    expect(deliver([100], [view(200)])).toMatchObject({ stretched: 1 })
    expect(deliver([100, 400], [view(150, 150)])).toEqual({ over: 0, stretched: 0 })
  })

  it('is least with the ladder that is found to be best, of all that there are', () => {
    const some = [view(90, 4000, 0.3), view(130, 4000, 0.2), view(200, 240, 0.3), view(400, 4000, 0.2)]
    const grid = Array.from({ length: 10 }, (_, index) => 40 * (index + 1))
    const all = grid.flatMap((a) => grid.flatMap((b) => grid.map((c) => [a, b, c])))
    const least = Math.min(
      ...all.filter((one) => deliver(one, some).stretched <= 0.1).map((one) => deliver(one, some).over),
    )
    const best = bestLadder(3, some, { widest: 400, mostStretched: 0.1 })
    expect(deliver(best, some).over).toBeCloseTo(least)
  })
})
