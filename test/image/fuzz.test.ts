import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { createChance, mutate } from '../fuzz/mutate.ts'
import { readFixtures } from '../pictures/fixtures.ts'

const run = new URL('../fuzz/run.ts', import.meta.url).pathname

it('a few dozen damaged files are rendered or refused, and nothing else happens', () => {
  const said = execFileSync(process.execPath, [run, '--files', '40', '--seed', '7', '--pairs', '10', '--no-bombs'], {
    encoding: 'utf8',
  })
  const counts = [...said.matchAll(/^\w+ (rendered|refused): (\d+)$/gm)].map(([, , count]) => Number(count))
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40)
  expect(said).toMatch(/ rendered: \d/)
  expect(said).toMatch(/ refused: \d/)
})

it('a seed repeats its files', () => {
  const [one, other] = readFixtures()
  const make = (seed: number) => mutate(one!.bytes, other!.bytes, createChance(seed)).bytes
  expect(make(3)).toEqual(make(3))
  expect(new Set(Array.from({ length: 20 }, (_, seed) => make(seed).toString('latin1'))).size).toBeGreaterThan(15)
})
