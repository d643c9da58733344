import { expect, it, test } from 'vitest'
import { createCatalogue } from '../../../src/config/catalogue.ts'
import { resolveConfig } from '../../../src/config/config.ts'
import { dialects } from '../../../src/config/legacy.ts'
import { createEdge } from '../../../src/local/http/edge-function.ts'
import { addresses, config, sources } from '../../edge/legacy/addresses.ts'

const edgeWith = (legacy: unknown) => createEdge(createCatalogue(resolveConfig({ ...config, legacy }), []).table)
const brief = (answer: string | Response) => (typeof answer === 'string' ? answer : answer.status)

// What a client writes stays as it was written here: CloudFront's events in test/edge have the query decoded.
test.for(dialects)('old addresses of %s become on one machine what they become at the edge', (dialect) => {
  const edge = edgeWith({ dialect, sources })
  for (const [address, becomes] of addresses[dialect]) {
    const isFallback = String(becomes).includes('.fallback/')
    const path = typeof becomes === 'number' ? becomes : becomes.replace('.fallback/', '/')
    expect(brief(edge('GET', address, isFallback ? 'image/avif' : undefined)), address).toBe(path)
  }
})

it('no query is a fault, and none is looked at without an old dialect', () => {
  for (const query of ['?', '?=', '?&&', '?w', '?__proto__=1&w=300', '?constructor', '?w=%', '?w=300&w=1200', '?a?b'])
    for (const legacy of ['query', 'next', 'dit', undefined]) {
      expect(brief(edgeWith(legacy)('GET', `/large/a.jpg${query}`, undefined))).toBe('/large/a.jpg')
      expect(brief(edgeWith(legacy)('GET', `/b/a.jpg${query}`, undefined))).toBeOneOf(
        legacy === undefined || legacy === 'next' ? [404] : [400, '/w320/b/a.jpg', '/w1280/b/a.jpg'],
      )
    }
})
