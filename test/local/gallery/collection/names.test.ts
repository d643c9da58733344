import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fold } from '../../../../src/local/gallery/collection/fold.ts'
import { createNames, type Names } from '../../../../src/local/gallery/collection/names.ts'

function namesOf(keys: readonly string[]): Names {
  const names = createNames()
  for (const key of keys) names.add(key)
  return names
}

function sorted(keys: readonly string[]): string[] {
  const names = namesOf(keys)
  return keys
    .map((_, row) => row)
    .sort((a, b) => names.compare(a, b))
    .map((row) => keys[row]!)
}

async function found(keys: readonly string[], words: readonly string[]): Promise<string[]> {
  const hits = await namesOf(keys).search(words)
  return keys.filter((_, row) => hits[row] === 1)
}

it.each([
  [['boat-1.jpg', 'boat-2.jpg', 'boat-10.jpg']],
  [['a.jpg', 'b.jpg', 'B2.jpg', 'É.jpg', 'z.jpg']],
  [['holiday/2.jpg', 'holiday/10.jpg', 'holiday-1/1.jpg', 'holiday.jpg']],
  [['v1', 'v1.9.4', 'v1.9.30', 'v1.10.2']],
  [['7.jpg', '99999999999999999999998.jpg', '99999999999999999999999.jpg']],
])('orders names as people do: %j', (keys) => {
  expect(sorted(keys.toSorted())).toEqual(keys)
  expect(sorted(keys.toReversed())).toEqual(keys)
})

it('takes numbers that differ in leading zeros for the same, whatever comes behind', () => {
  const names = namesOf(['a007b1', 'a7b2', 'a07b1', 'a0', 'a'])
  expect([names.compare(0, 1) < 0, names.compare(0, 2), names.compare(3, 4) > 0]).toEqual([true, 0, true])
})

const key = fc.string({ unit: fc.constantFrom('a', 'b', '0', '1', '9', '/', '-', 'é', 'ß', ' '), maxLength: 8 })

it('is an order: of any three names, too', () => {
  fc.assert(
    fc.property(key, key, key, (...keys) => {
      const names = namesOf(keys)
      const sign = (a: number, b: number) => Math.sign(names.compare(a, b))
      expect(sign(0, 1) + sign(1, 0)).toBe(0)
      if (sign(0, 1) <= 0 && sign(1, 2) <= 0) expect(sign(0, 2)).toBeLessThanOrEqual(0)
      if (fold(keys[0]) === fold(keys[1])) expect(sign(0, 1)).toBe(0)
    }),
  )
})

it('finds the names in which all words are, and none across two names', async () => {
  const keys = ['holiday/Boat 1.jpg', 'boat/sea.jpg', 'sea', 'Séa boat', 'ea', '']
  expect(await found(keys, ['boat'])).toEqual(['holiday/Boat 1.jpg', 'boat/sea.jpg', 'Séa boat'])
  expect(await found(keys, ['boat', 'sea'])).toEqual(['boat/sea.jpg', 'Séa boat'])
  expect(await found(keys, ['seasea'])).toEqual([])
  expect(await found(keys, ['ea'])).toEqual(['boat/sea.jpg', 'sea', 'Séa boat', 'ea'])
  expect(await found([], ['ea'])).toEqual([])
})

it('finds what includes() finds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(key), fc.array(key.map(fold), { minLength: 1, maxLength: 3 }), async (keys, words) => {
      fc.pre(words.every((word) => word !== ''))
      expect(await found(keys, words)).toEqual(keys.filter((one) => words.every((word) => fold(one).includes(word))))
    }),
  )
})
