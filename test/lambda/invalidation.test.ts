import { expect, it } from 'vitest'
import { coalescePurges } from '../../src/lambda/invalidation.ts'

function start(runs: number, answer: () => Promise<void> = () => Promise.resolve()) {
  const calls: (readonly string[])[] = []
  const coalesced = coalescePurges((tags) => {
    calls.push(tags)
    return answer()
  }, runs)
  return { ...coalesced, calls }
}

it('makes one call when every run waits for it', async () => {
  const { purge, calls } = start(2)
  const first = purge(['a'])
  expect(calls).toEqual([])
  await Promise.all([first, purge(['b'])])
  expect(calls).toEqual([['a', 'b']])
})

it('does not wait for a run that has ended', async () => {
  const { purge, ended, calls } = start(3)
  ended()
  const first = purge(['a'])
  expect(calls).toEqual([])
  ended()
  await first
  expect(calls).toEqual([['a']])
})

it('makes the call at once when it is told to, and another one for who comes later', async () => {
  const { purge, ended, flush, calls } = start(3)
  await flush()
  expect(calls).toEqual([])
  const first = purge(['a'])
  await flush()
  await first
  const second = purge(['b'])
  ended()
  expect(calls).toEqual([['a']])
  ended()
  await second
  expect(calls).toEqual([['a'], ['b']])
})

it('names a tag once', async () => {
  const { purge, calls } = start(2)
  await Promise.all([purge(['a']), purge(['a'])])
  expect(calls).toEqual([['a']])
})

it('makes no call for nothing', () => {
  const { ended, calls } = start(2)
  ended()
  ended()
  expect(calls).toEqual([])
})

it('fails those that wait, and not the one that purges later', async () => {
  let isFirst = true
  const { purge, ended, calls } = start(2, async () => {
    const fails = isFirst
    isFirst = false
    if (fails) throw new Error('TooManyInvalidationsInProgress')
  })
  const [first, second] = await Promise.allSettled([purge(['a']), purge(['b'])])
  expect([first.status, second.status]).toEqual(['rejected', 'rejected'])
  ended()
  await purge(['b'])
  expect(calls).toEqual([['a', 'b'], ['b']])
})

it('lets a run that starts over purge again when the others have ended', async () => {
  const { purge, ended, calls } = start(2)
  await Promise.all([purge(['a']), purge(['b'])])
  const again = purge(['a'])
  expect(calls).toHaveLength(1)
  ended()
  await again
  expect(calls).toEqual([['a', 'b'], ['a']])
})
