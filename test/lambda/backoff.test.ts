import { expect, it } from 'vitest'
import { RECEIVES } from '../../infra/times.ts'
import { backoff } from '../../src/lambda/sqs.ts'

it('waits longer after each failure, up to a quarter of an hour, and half of it at least', () => {
  expect([1, 2, 3, 7, 8, 15].map((receives) => backoff(receives, 1))).toEqual([10, 20, 40, 640, 900, 900])
  expect([1, 2, 3, 7, 8, 15].map((receives) => backoff(receives, 0))).toEqual([5, 10, 20, 320, 450, 450])
})

it('outlives an hour, even where chance makes every delay as short as it can be', () => {
  const delays = Array.from({ length: RECEIVES - 1 }, (_, index) => backoff(index + 1, 0))
  expect(delays.reduce((sum, delay) => sum + delay, 0)).toBeGreaterThan(3600)
})
