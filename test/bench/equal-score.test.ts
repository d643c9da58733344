import { expect, it } from 'vitest'
import { sharesAtEqualScore, sharesOf } from '../../bench/quality/equal-score.ts'
import { grid } from '../../bench/quality/grid.ts'
import type { Row } from '../../bench/quality/judge.ts'

function row(setting: Row['setting'], ...pictures: (readonly [bytes: number, s2: number])[]): Row {
  const bytes = pictures.reduce((sum, [bytes]) => sum + bytes, 0)
  const each = pictures.map(([bytes, s2]) => ({ bytes, s2 }))
  return { setting, bytes, cpu: 1, s2: 0, ssim: 0, butteraugli: null, asGood: 0, pictures: each }
}

const [low, high] = grid.filter(({ codec }) => codec === 'jpeg')
const webp = grid.find(({ codec }) => codec === 'webp')!
const jpegs = [row(low!, [200, 70], [1000, 60]), row(high!, [800, 90], [4000, 80])]

it('bytes of an equal score lie between those of the two nearest qualities, growing alike with each point', () => {
  const ours = row(webp, [200, 80], [500, 70])
  expect(sharesAtEqualScore(ours, jpegs)).toEqual({ mean: 0.375, sum: 700 / 2400 })
  expect(sharesOf(ours, jpegs[1]!)).toEqual({ mean: 0.1875, sum: 700 / 4800 })
})

it('nothing is said of a score that no quality reaches', () => {
  expect(sharesAtEqualScore(row(webp, [200, 80], [500, 81]), jpegs)).toBeNull()
  expect(sharesAtEqualScore(row(webp, [200, 69], [500, 70]), jpegs)).toBeNull()
})
