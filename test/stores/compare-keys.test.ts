import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compareKeys } from '../../src/stores/store.ts'
import { compareBytes } from './objects.ts'

const unit = fc.constantFrom(
  'a',
  'b',
  '/',
  'é',
  '\u{d7ff}',
  '\u{e000}',
  '\u{ffff}',
  '\u{10000}',
  '\u{1f6a4}',
  '\u{1f6a5}',
)

it('orders keys by their UTF-8 bytes', () => {
  const key = fc.oneof(fc.string({ unit, maxLength: 5 }), fc.string({ unit: 'binary' }))
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(Math.sign(compareBytes(a, b)))
    }),
  )
})
