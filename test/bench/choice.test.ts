import { expect, it } from 'vitest'
import { choicesAmong } from '../../bench/quality/choice.ts'
import { grid } from '../../bench/quality/grid.ts'
import { isAsGood, type Row } from '../../bench/quality/judge.ts'

const rows: Row[] = grid.map((setting) => ({
  setting,
  bytes: 1000,
  cpu: 1,
  s2: 80,
  ssim: 1,
  butteraugli: 1,
  asGood: 0,
  pictures: [],
}))

function defaultsOf(side: number): string[] {
  return choicesAmong(rows, side)
    .filter(({ why }) => why === 'default')
    .map(({ row }) => row.setting.name)
}

it('the defaults are those of the variant, not of all', () => {
  expect(defaultsOf(150)).toEqual(['WebP 80, effort 2', 'AVIF 65, effort 0, 4:2:0'])
  expect(defaultsOf(600)).toEqual(['WebP 80, effort 2', 'AVIF 58, effort 0, 4:2:0'])
})

it('as good is what both measures find as good', () => {
  const bar = { s2: 75, butteraugli: 1 }
  expect(isAsGood({ s2: 75, butteraugli: 1 }, bar)).toBe(true)
  expect(isAsGood({ s2: 74.9, butteraugli: 0.5 }, bar)).toBe(false)
  expect(isAsGood({ s2: 90, butteraugli: 1.1 }, bar)).toBe(false)
  expect(isAsGood({ s2: 75, butteraugli: null }, { s2: 75, butteraugli: null })).toBe(true)
})
