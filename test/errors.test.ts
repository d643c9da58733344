import { expect, it } from 'vitest'
import { messageOf, NoOriginal, orRefused, Refused } from '../src/errors.ts'

it('whatever was thrown has a message', () => {
  expect([new Error('no'), new Refused('damaged'), 'no', 5, null, undefined].map(messageOf)).toEqual([
    'no',
    'the picture is damaged and cannot be decoded',
    'no',
    '5',
    'null',
    'undefined',
  ])
})

it('a refusal is a value, and every other fault is thrown', async () => {
  const refusal = new Refused('empty')
  expect(await orRefused(Promise.resolve('a picture'))).toBe('a picture')
  expect(await orRefused(Promise.reject(refusal))).toBe(refusal)
  await expect(orRefused(Promise.reject(new NoOriginal()))).rejects.toThrow(NoOriginal)
})
