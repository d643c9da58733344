import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { edgeText, readEdgeSource } from '../../src/edge/ship.ts'
import { many, range, runs } from './asked.ts'
import { brief, viewer } from './events.ts'
import { engines } from './run.ts'

const textFor = (formats: string[]) => edgeText(readEdgeSource(), createCatalogue(resolveConfig({ formats }), []).table)
const text = textFor(['avif', 'webp'])

const path = { fallback: '/medium/a', webp: '/medium.webp/a', avif: '/medium.avif/a' }

const cases: [accept: string, chosen: keyof typeof path][] = [
  // Browsers: Chrome and Edge, Firefox, Safari 14 to 17, an old Safari, an old Firefox, curl.
  ['image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8', 'avif'],
  ['image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5', 'avif'],
  ['image/webp,image/avif,video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5', 'avif'],
  ['image/webp,image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5', 'webp'],
  ['image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5', 'fallback'],
  ['image/webp,*/*', 'webp'],
  ['*/*', 'fallback'],
  // A wildcard does not say that a client can decode a format.
  ['', 'fallback'],
  ['image/*', 'fallback'],
  ['image/*,*/*;q=0.1', 'fallback'],
  ['text/html', 'fallback'],
  ['image/webp', 'webp'],
  ['image/avif', 'avif'],
  // What the client wants more, it gets.
  ['image/webp;q=0, */*', 'fallback'],
  ['image/webp;q=0', 'fallback'],
  ['image/webp;q=0.0, image/avif;q=0.000', 'fallback'],
  ['image/webp;q=0.5, image/jpeg', 'fallback'],
  ['image/webp;q=0.5, image/png;q=0.6', 'fallback'],
  ['image/webp;q=0.5, image/gif;q=0.501', 'fallback'],
  ['image/webp;q=0.5, image/jpeg;q=0.5', 'webp'],
  ['image/webp;q=0.5, image/*;q=0.6', 'fallback'],
  ['image/webp;q=0.5, */*;q=0.6', 'fallback'],
  ['image/webp;q=0.5, */*;q=0.4', 'webp'],
  ['image/webp, image/avif', 'avif'],
  ['image/webp, image/avif;q=0.9', 'webp'],
  ['image/webp;q=0.8, image/avif;q=0.9', 'avif'],
  ['image/webp;q=0.8, image/avif;q=0.9, image/jpeg;q=0.85', 'avif'],
  ['image/webp;q=0.9, image/avif;q=0.8, image/jpeg;q=0.85', 'webp'],
  ['image/webp;q=0.001', 'webp'],
  // The most specific range of a fallback counts, whichever comes first and however little it gives.
  ['image/webp;q=0.5, */*, image/*;q=0.4', 'webp'],
  ['image/webp;q=0.5, image/*, image/jpeg;q=0.1', 'fallback'],
  ['image/webp;q=0.5, image/*, image/jpeg;q=0.1, image/png;q=0.2, image/gif;q=0.3', 'webp'],
  ['image/webp;q=0.5, image/*, image/jpeg;q=0, image/png;q=0, image/gif;q=0', 'webp'],
  // Spelling: RFC 9110, 5.6.3 and 12.4.2.
  ['IMAGE/WebP', 'webp'],
  ['image/webp;Q=0.5, image/jpeg;Q=0.6', 'fallback'],
  ['  image/webp\t;\tq=0.5  ,\timage/jpeg ; q=0.6 ', 'fallback'],
  [',,image/webp,,', 'webp'],
  ['image/webp;q=1.000, image/jpeg', 'webp'],
  ['image/webp;q=1., image/jpeg', 'webp'],
  ['image/webp;q=0.', 'fallback'],
  ['image/webp;q = 0, image/jpeg;q=0.5', 'fallback'],
  // Other parameters say nothing, nor does what is in quotes.
  ['image/webp;level=1;q=0.5, image/jpeg;q=0.6', 'fallback'],
  ['image/webp;q=0.7;quality=0.1, image/jpeg;q=0.6', 'webp'],
  ['image/webp;iq=0, image/jpeg', 'webp'],
  ['image/webp;title="a,b;q=0.9";q=0.5, image/jpeg;q=0.6', 'fallback'],
  ['text/plain;title="a, image/webp, b"', 'fallback'],
  ['text/plain;title="image/webp,', 'fallback'],
  // A weight that cannot be read leaves its range out.
  ['image/webp;q=1.5', 'fallback'],
  ['image/webp;q=-1', 'fallback'],
  ['image/webp;q=0.1234', 'fallback'],
  ['image/webp;q=.5', 'fallback'],
  ['image/webp;q=1e0', 'fallback'],
  ['image/webp;q=high', 'fallback'],
  ['image/webp;q=', 'fallback'],
  ['image/webp;q', 'fallback'],
  ['image/webp;q=0.5=1', 'fallback'],
  ['image/webp;q=0.5, image/jpeg;q=high', 'webp'],
  ['image/webp;q=0.5, image/*;q=high, */*;q=0.6', 'fallback'],
  // No ranges of ours, whatever they look like.
  ['image/webp2, ximage/webp, image/ webp, webp, image', 'fallback'],
  ['constructor, __proto__, ;q=1, "', 'fallback'],
]

describe.for(engines)('negotiation in $name', ({ run }) => {
  const ask = (text: string, uri: string, accept: readonly string[]) => brief(run(text, [viewer(uri, { accept })])[0])

  test.for(cases)('of %j gives %s', ([accept, chosen]) => {
    expect(ask(text, '/medium/a', [accept])).toBe(path[chosen])
  })

  it('without Accept gives the fallback', () => expect(ask(text, '/medium/a', [])).toBe('/medium/a'))

  it('reads several Accept headers as one', () => {
    expect(ask(text, '/medium/a', ['text/html', 'image/webp'])).toBe('/medium.webp/a')
    expect(ask(text, '/medium/a', ['image/webp;q=0.5', 'image/jpeg'])).toBe('/medium/a')
    expect(ask(text, '/medium/a', ['image/webp', 'image/avif'])).toBe('/medium.avif/a')
  })

  it('prefers what the table names first', () => {
    const accept = ['image/avif,image/webp,*/*']
    expect(ask(textFor(['webp', 'avif']), '/medium/a', accept)).toBe('/medium.webp/a')
    expect(ask(textFor(['webp']), '/medium/a', accept)).toBe('/medium.webp/a')
    expect(ask(textFor([]), '/medium/a', accept)).toBe('/medium/a')
  })

  it('is not asked where the URL names a format', () => {
    for (const accept of [[], ['image/avif'], ['image/webp;q=0']]) {
      expect(ask(text, '/medium.webp/a', accept)).toBe('/medium.webp/a')
      expect(ask(text, '/webp/a', accept)).toBe('/webp/a')
    }
  })

  it('gives the same to those who write it with spaces, and to those who write it without', () => {
    const header = fc.array(range, { maxLength: 5 }).map((ranges) => ranges.map((parts) => parts.join('')))
    fc.assert(
      fc.property(fc.array(header, many), (headers) => {
        const ask = (separator: string) =>
          run(
            text,
            headers.map((ranges) => viewer('/medium/a', { accept: [separator + ranges.join(separator)] })),
          ).map(brief)
        expect(ask(',')).toEqual(ask(' , '))
      }),
      runs,
    )
  })

  it('does not take apart what has more ranges than any browser sends', () => {
    const weighed = (count: number) => [`${'text/x,'.repeat(count - 1)}image/webp;q=0.9`]
    expect(ask(text, '/medium/a', weighed(50))).toBe('/medium.webp/a')
    expect(ask(text, '/medium/a', weighed(51))).toBe('/medium/a')
    expect(ask(text, '/medium/a', weighed(9000))).toBe('/medium/a')
  })

  it('bears a header of any length', () => {
    expect(ask(text, '/medium/a', [`${'text/x;q=0.5,'.repeat(2000)}image/webp`])).toBe('/medium.webp/a')
    expect(ask(text, '/medium/a', [String.raw`"\"`.repeat(9000)])).toBe('/medium/a')
  })
})
