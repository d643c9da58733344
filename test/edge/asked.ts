import * as fc from 'fast-check'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { edgeText, readEdgeSource } from '../../src/edge/ship.ts'
import { addressableKey, anyString } from './keys.ts'

/** Whatever the edge may be asked, and the text that answers it. */

const catalogue = createCatalogue(resolveConfig({ formats: ['avif', 'webp'] }), [])
export const { table, pictures } = catalogue
export const text = edgeText(readEdgeSource(), table)

export const name = fc.constantFrom(...Object.keys(table.names))
export const range = fc.tuple(
  fc.constantFrom('image/avif', 'image/webp', 'IMAGE/WEBP', 'image/jpeg', 'image/png', 'image/*', '*/*', 'text/html'),
  fc.constantFrom('', ';q=0', ';q=0.5', '; q=1.000', ';q=x', ';v=b3'),
)
export const anyUri = fc.oneof(
  fc.tuple(name, anyString).map(([name, rest]) => `/${name}/${rest}`),
  fc.tuple(name, addressableKey(table.longestName)).map(([name, key]) => `/${name}/${key}`),
  anyString.map((rest) => `/${rest}`),
  anyString,
)

// One process of njs answers many events, so the properties are of many at a time.
export const many = { minLength: 1, maxLength: 120, size: 'max' } as const
export const runs = { numRuns: 25 }
