import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Catalogue, createCatalogue } from '../../src/catalogue.ts'
import { resolveConfig } from '../../src/config.ts'
import { edgeText, readEdgeSource } from '../../src/edge/ship.ts'
import { parsePath, printPath } from '../../src/path.ts'
import { brief, viewer } from './events.ts'
import { addressableKey, anyString } from './keys.ts'
import { engines } from './run.ts'

const catalogueOf = (hidden: boolean) => createCatalogue(resolveConfig({ formats: ['avif', 'webp'], hidden }), [])
const textOf = (catalogue: Catalogue) => edgeText(readEdgeSource(), catalogue.table)
const { table, pictures, longestName } = catalogueOf(false)

const name = fc.constantFrom(...Object.keys(table.names))
const range = fc.tuple(
  fc.constantFrom('image/avif', 'image/webp', 'IMAGE/WEBP', 'image/jpeg', 'image/png', 'image/*', '*/*', 'text/html'),
  fc.constantFrom('', ';q=0', ';q=0.5', '; q=1.000', ';q=x', ';v=b3'),
)
const accept = fc.array(
  fc.array(range).map((ranges) => ranges.map((parts) => parts.join('')).join(', ')),
  { maxLength: 2 },
)
/** For every byte of a key, whether it is percent-encoded, and with which hex digits. */
const spelling = fc.array(fc.constantFrom('plain', 'lower', 'upper'), { minLength: 1 })
const anyUri = fc.oneof(
  fc.tuple(name, anyString).map(([name, rest]) => `/${name}/${rest}`),
  fc.tuple(name, addressableKey(longestName)).map(([name, key]) => `/${name}/${key}`),
  anyString.map((rest) => `/${rest}`),
  anyString,
)

// One process of njs answers many events, so the properties are of many at a time.
const many = { minLength: 1, maxLength: 120, size: 'max' } as const
const runs = { numRuns: 25 }

const both = engines.flatMap(({ name, run }) => [false, true].map((hidden) => ({ name, run, hidden })))

describe.for(both)('whatever is asked of the edge in $name, with hidden: $hidden', ({ run, hidden }) => {
  const catalogue = catalogueOf(hidden)
  const text = textOf(catalogue)

  it('finds every key that is served, however it is encoded', () => {
    const key = addressableKey(longestName).filter((key) => catalogue.serves(key))
    const request = fc.record({ name, key, spelling, accept })
    fc.assert(
      fc.property(fc.array(request, many), (requests) => {
        const events = requests.map(({ name, key, spelling, accept }) =>
          viewer(`/${name}/${spell(key, spelling)}`, { accept }),
        )
        const paths = run(text, events).map(brief)
        for (const [i, { name, key, accept }] of requests.entries()) {
          const parsed = parsePath(String(paths[i]).slice(1), longestName)
          expect(parsed?.key).toBe(key)
          expect(Object.values(table.names[name]!)).toContain(parsed?.name)
          expect(paths[i]).toBe(`/${printPath(parsed!.name, key)}`)
          const { encoding } = pictures.get(parsed!.name) ?? { encoding: { format: 'fallback' } }
          const isAsked = accept.join().toLowerCase().includes(`image/${encoding.format}`)
          expect(isAsked || parsed!.name === table.names[name]![''], 'a format that nobody named').toBe(true)
        }
      }),
      runs,
    )
  })

  it('passes on exactly the keys that are served, and has an answer to everything else', () => {
    fc.assert(
      fc.property(fc.array(anyUri, many), (uris) => {
        const answers = run(
          text,
          uris.map((uri) => viewer(uri)),
        ).map(brief)
        for (const [i, uri] of uris.entries()) {
          const key = keyOf(uri, catalogue)
          if (key === null) expect(answers[i]).toBeOneOf([400, 404, 414])
          else expect(parsePath(String(answers[i]).slice(1), longestName)?.key).toBe(key)
        }
      }),
      runs,
    )
  })
})

it.runIf(engines.length > 1)('the engines agree', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          anyUri,
          fc.array(
            fc.oneof(
              range.map((parts) => parts.join('')),
              anyString,
            ),
          ),
        ),
        many,
      ),
      (asked) => {
        const events = asked.map(([uri, accept]) => viewer(uri, { accept }))
        const text = textOf(catalogueOf(false))
        const [first, ...others] = engines.map(({ run }) => run(text, events).map(brief))
        for (const other of others) expect(other).toEqual(first)
      },
    ),
    runs,
  )
})

/** Characters that are not ASCII are encoded whole; U+FFFD is always encoded, for raw it stands for something invalid. */
function spell(key: string, spelling: readonly string[]): string {
  let bytes = 0
  return key.replace(/[^/]/gu, (char) => {
    const how = spelling[bytes++ % spelling.length]
    if (how === 'plain' && !/[%\\\ufffd]/.test(char)) return char
    const hex = [...Buffer.from(char)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
    return how === 'upper' ? hex.toUpperCase() : hex
  })
}

/** The key that a URI names in a way that is to be understood, in the words of path.ts. */
function keyOf(uri: string, catalogue: Catalogue): string | null {
  if (/%2f|%5c|\ufffd/i.test(uri) || !uri.startsWith('/')) return null
  try {
    const [name = '', ...segments] = decodeURIComponent(uri.slice(1)).split('/')
    const key = segments.join('/')
    return Object.hasOwn(table.names, name) && catalogue.serves(key) ? key : null
  } catch {
    return null
  }
}
