import { expect, it } from 'vitest'
import { fuzzParsers } from '../fuzz/parsers.ts'

it('our own parsers refuse what is broken, or make the best of it, and never throw anything else', () => {
  expect(fuzzParsers(5000, 1)).toBeNull()
})
