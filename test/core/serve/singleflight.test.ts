import { expect, it } from 'vitest'
import { createSingleflight } from '../../../src/core/serve/singleflight.ts'

/** A call that tells which it is, and what has been closed. */
function counted() {
  const closed: string[] = []
  let calls = 0
  const shared = createSingleflight<string>((result) => closed.push(result))
  const join = (key: string) =>
    shared(key, async () => {
      calls += 1
      if (key === 'broken') throw new Error('broken')
      return `${key} ${calls}`
    })
  return { join, closed, calls: () => calls }
}

it('calls once for all that join before one has left, and closes when the last has', async () => {
  const { join, closed } = counted()
  const [first, second, other] = [join('a'), join('a'), join('b')]
  expect(await Promise.all([first.result, second.result, other.result])).toEqual(['a 1', 'a 1', 'b 2'])
  await first.leave()
  expect(closed).toEqual([])
  const later = join('a')
  expect(await later.result).toBe('a 3')
  await second.leave()
  expect(closed).toEqual(['a 1'])
  await later.leave()
  expect(closed).toEqual(['a 1', 'a 3'])
})

it('has nothing to close where the call failed, and calls again', async () => {
  const { join, closed, calls } = counted()
  for (const { result, leave } of [join('broken'), join('broken')]) {
    await expect(result).rejects.toThrow('broken')
    await leave()
  }
  expect([closed, calls()]).toEqual([[], 1])
  const again = join('broken')
  await expect(again.result).rejects.toThrow('broken')
  await again.leave()
  expect(calls()).toBe(2)
})
