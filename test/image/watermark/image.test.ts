import { expect, it } from 'vitest'
import { createLru } from '../../../src/image/watermark/image.ts'

function counted(most: number) {
  const lru = createLru<string>(most)
  const made: string[] = []
  const ask = (key: string, weight: number) =>
    lru(key, weight, async () => {
      made.push(key)
      return key.toUpperCase()
    })
  return { ask, made }
}

it('makes a thing once, for those who ask at the same time as well', async () => {
  const { ask, made } = counted(10)
  expect(await Promise.all([ask('a', 1), ask('a', 1), ask('b', 1)])).toEqual(['A', 'A', 'B'])
  expect(await ask('a', 1)).toBe('A')
  expect(made).toEqual(['a', 'b'])
})

it('forgets what nobody asked for the longest time, by weight', async () => {
  const { ask, made } = counted(10)
  for (const key of ['a', 'b', 'c', 'a', 'd']) await ask(key, 3) // b has to go
  for (const key of ['a', 'c', 'd']) await ask(key, 3)
  expect(made).toEqual(['a', 'b', 'c', 'd'])
  await ask('b', 3) // a has to go
  await ask('e', 7) // c and d
  await ask('b', 3)
  expect(made.splice(4)).toEqual(['b', 'e'])
  for (let round = 0; round < 50; round += 1) for (const key of ['b', 'e']) await ask(key, key === 'b' ? 3 : 7)
  expect(made).toHaveLength(4)
})

it('what is too heavy is made each time', async () => {
  const { ask, made } = counted(10)
  expect([await ask('a', 11), await ask('a', 11)]).toEqual(['A', 'A'])
  expect(made).toEqual(['a', 'a'])
})

it('a failure is told to all who asked, and not kept', async () => {
  const lru = createLru<string>(10)
  const fail = () => lru('a', 10, () => Promise.reject(new Error('no')))
  const outcomes = await Promise.allSettled([fail(), fail()])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await lru('a', 10, () => Promise.resolve('yes'))).toBe('yes')
  expect(await lru('a', 10, () => Promise.reject(new Error('no')))).toBe('yes')
})
