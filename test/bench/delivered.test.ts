import { describe, expect, it } from 'vitest'
import { type Baseline, nameOf, readBaseline } from '../../bench/quality/delivered/baseline.ts'
import type { Figure } from '../../bench/quality/delivered/figures.ts'
import { goalsOf } from '../../bench/quality/delivered/goals.ts'
import { deliveredTables } from '../../bench/quality/delivered/table.ts'
import { graphics } from '../../bench/quality/graphics/corpus.ts'
import { verdictOn } from '../../bench/kit/report.ts'

const chart: Figure = {
  picture: 'chart',
  size: '600',
  format: 'webp',
  type: 'webp',
  bytes: 1000,
  s2: 80,
  butteraugli: 1,
}
const figures: Figure[] = [
  chart,
  { ...chart, format: 'fallback', type: 'jpeg', bytes: 2000 },
  { ...chart, format: 'avif', type: 'avif', bytes: 600 },
  { ...chart, picture: 'logo with alpha', s2: 90 },
  { ...chart, picture: 'UI mock as it is', s2: 10 },
  { ...chart, picture: 'photo 01234567', s2: 70 },
]
const before: Baseline = new Map(figures.map((figure) => [nameOf(figure), figure]))

function missed(changed: Partial<Figure>, of = chart): string[] {
  const now = figures.map((figure) => (nameOf(figure) === nameOf(of) ? { ...figure, ...changed } : figure))
  return goalsOf(now, before)
    .map(verdictOn)
    .filter(({ ok, value }) => !ok && !Number.isNaN(value))
    .map(({ name }) => name)
}

describe('the goals', () => {
  const low = 'lowest S2 of a graphic, fallback (chart, 600)'
  const logo = 'bytes of a transparent logo against the baseline, the most'

  it('are missed by what there was', () => {
    expect(missed({})).toEqual(['lowest S2 of a graphic, webp (chart, 600)', low, logo])
  })

  it('are for good graphics with no more bytes, and for photos as they were', () => {
    expect(missed({ s2: 85, bytes: 1300 })).toEqual([
      low,
      'bytes of a graphic against the baseline, the most',
      'bytes of all graphics against the baseline, 600, webp',
      logo,
    ])
    expect(missed({ bytes: 600 }, figures[3])).not.toContain(logo)
    expect(missed({ bytes: 1001 }, figures[5])).toContain('bytes of a photo against the baseline, the most')
  })
})

it('a table says what there was and what there is', () => {
  const table = deliveredTables([{ ...chart, bytes: 900, s2: 95 }, ...figures.slice(1, 3)], before)
  expect(table).toMatch(/\| chart +\| 1\.0 → 0\.9 +\| 80\.0 → 95\.0 +\| 1\.00 +\| 2\.0 JPEG +\| 80\.0 +\|/)
})

it('the baseline has every graphic in every size and format', async () => {
  const baseline = await readBaseline()
  for (const { name } of graphics) {
    const known = [...baseline.values()].filter(({ picture }) => picture === name)
    expect(known, name).toHaveLength(12)
  }
})
