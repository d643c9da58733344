import { expect, test } from 'vitest'
import { yieldOften } from '../../../src/stores/folder/owned.ts'

function work(): void {
  const until = performance.now() + 1
  while (performance.now() < until);
}

/** How often something else ran while so many pieces were done. */
async function othersDuring(inSlices: ReturnType<typeof yieldOften>, pieces: number): Promise<number> {
  let others = 0
  let isOver = false
  const other = () => {
    others += 1
    if (!isOver) setImmediate(other)
  }
  setImmediate(other)
  await Promise.all(Array.from({ length: pieces }, () => inSlices(work)))
  isOver = true
  return others
}

test('lets others have their turn, also where all is begun at once', async () => {
  expect(await othersDuring(yieldOften(4), 40)).toBeGreaterThan(3)
})

test('goes on at a stretch where there is time', async () => {
  expect(await othersDuring(yieldOften(60_000), 40)).toBe(0)
})
