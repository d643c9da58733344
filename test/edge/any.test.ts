import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Catalogue, createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { edgeText, readEdgeSource } from '../../src/edge/ship.ts'
import { printPath } from '../../src/path.ts'
import { anyUri, many, name, pictures, range, runs, table } from './asked.ts'
import { brief, viewer } from './events.ts'
import { addressableKey } from './keys.ts'
import { engines } from './run.ts'

const catalogueOf = (hidden: boolean) => createCatalogue(resolveConfig({ formats: ['avif', 'webp'], hidden }), [])
const textOf = (catalogue: Catalogue) => edgeText(readEdgeSource(), catalogue.table)

const accept = fc.array(
  fc.array(range).map((ranges) => ranges.map((parts) => parts.join('')).join(', ')),
  { maxLength: 2 },
)
/** Configurations of few boxes, so that many variants are another in some format. */
const anyConfig = fc.record({
  variants: fc.dictionary(
    fc.constantFrom('a', 'b', 'c', 'a-b', 'webp', 'avif', 'fallback', 'w320', 'w640'),
    fc
      .record({ width: fc.constantFrom(1, 2), format: fc.constantFrom('webp', 'avif', undefined) })
      .map(({ width, format }) => {
        return format === undefined ? { width } : { width, format }
      }),
    { minKeys: 1 },
  ),
  formats: fc.subarray(['webp', 'avif']),
})
/** For every byte of a key, whether it is percent-encoded, and with which hex digits. */
const spelling = fc.array(fc.constantFrom('plain', 'lower', 'upper'), { minLength: 1 })

const both = engines.flatMap(({ name, run }) => [false, true].map((hidden) => ({ name, run, hidden })))

describe.for(both)('whatever is asked of the edge in $name, with hidden: $hidden', ({ run, hidden }) => {
  const catalogue = catalogueOf(hidden)
  const text = textOf(catalogue)

  it('finds every key that is served, however it is encoded', () => {
    const key = addressableKey(table.longestName).filter((key) => catalogue.serves(key))
    const request = fc.record({ name, key, spelling, accept })
    fc.assert(
      fc.property(fc.array(request, many), (requests) => {
        const events = requests.map(({ name, key, spelling, accept }) =>
          viewer(`/${name}/${spell(key, spelling)}`, { accept }),
        )
        const paths = run(text, events).map(brief)
        for (const [i, { name, key, accept }] of requests.entries()) {
          const parsed = catalogue.parsePath(String(paths[i]).slice(1))
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
          else expect(catalogue.parsePath(String(answers[i]).slice(1))?.key).toBe(key)
        }
      }),
      runs,
    )
  })

  it('says of every name, in every format, what the catalogue says', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        const { table } = createCatalogue(resolveConfig(config), [])
        const asked = Object.entries(table.names).flatMap(([name, targets]) =>
          Object.entries(targets).map(([format, target]) => ({ name, format, target })),
        )
        const events = asked.map(({ name, format }) =>
          viewer(`/${name}/a`, { accept: [format === '' ? '*/*' : `image/${format}`] }),
        )
        const text = edgeText(readEdgeSource(), table)
        expect(run(text, events).map(brief)).toEqual(asked.map(({ target }) => `/${target}/a`))
        const others = [
          'a.',
          'a.x',
          'b.fallback.webp',
          '.webp',
          '.fallback',
          'info.fallback',
          'info.webp',
          'a.jpeg',
          'fallback',
          'a b',
        ]
        const unknown = others.filter((name) => !Object.hasOwn(table.names, name))
        expect(
          run(
            text,
            unknown.map((name) => viewer(`/${name}/a`)),
          ).map(brief),
        ).toEqual(unknown.map(() => 404))
      }),
      runs,
    )
  })

  it('stays a program whatever a prefix has', () => {
    const prefixes = ["$&$'", '"', "'`${0}", '\u2028\u2029', 'é😀', '*', '</script>', '__TABLE__'].map(
      (text) => `${text}/`,
    )
    const text = edgeText(readEdgeSource(), createCatalogue(resolveConfig({ prefixes }), []).table)
    expect(text).toMatch(/^[\n -~]*$/)
    const answers = run(
      text,
      prefixes.map((prefix) => viewer(`/webp/${encodeURI(prefix)}a`)),
    )
    expect(answers.map(brief).every((path) => String(path).startsWith('/webp/'))).toBe(true)
  })
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
