import { describe, expect, it, test } from 'vitest'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { edgeText, readEdgeSource } from '../../src/edge/ship.ts'

const source = readEdgeSource()
const tableOf = (config: unknown) => createCatalogue(resolveConfig(config), []).table
const sizes = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`variant-${i + 10}`, { width: 100 + i }]))

describe('the text that is shipped', () => {
  it('is the source with the table in it', () => {
    const [before, after, ...more] = source.split('__TABLE__')
    expect(more).toEqual([])
    expect(edgeText(source, tableOf({}))).toBe(before + JSON.stringify(tableOf({})) + after)
  })

  it('fits into the 10,240 bytes that CloudFront takes, for twenty variants in two formats, too', () => {
    expect(Buffer.byteLength(edgeText(source, tableOf({})))).toBeLessThan(6_500)
    const table = tableOf({ variants: sizes(20), formats: ['avif', 'webp'] })
    expect(Buffer.byteLength(edgeText(source, table))).toBeLessThan(10_000)
  })

  it('is refused by one byte too many', () => {
    const table = tableOf({})
    const room = 10_240 - Buffer.byteLength(edgeText(source, table))
    const padded = `${source}//${'é'.repeat((room - 2) >> 1)}${'e'.repeat(room % 2)}`
    expect(Buffer.byteLength(edgeText(padded, table))).toBe(10_240)
    expect(() => edgeText(`${padded} `, table)).toThrow(
      'the edge function would have 10241 bytes, and CloudFront takes 10240: leave out some variants, formats or prefixes, or give them shorter names',
    )
    expect(() => edgeText(source, tableOf({ variants: sizes(60) }))).toThrow('leave out some variants')
  })

  it('has one place for the table', () => {
    expect(() => edgeText('const table = {}', tableOf({}))).toThrow('__TABLE__')
    expect(() => edgeText(`${source} __TABLE__`, tableOf({}))).toThrow('__TABLE__')
  })
})

/** What the edge's engine does not know, or AWS does not list, and a line that has it. */
const unknown: [what: string, pattern: RegExp, example: string][] = [
  ['destructuring', /\b(?:const|let|var)\s*[[{]|\(\s*[[{][^)]*\)\s*=>|function[^(]*\([^)]*[[{]/, 'const { a } = b'],
  ['default parameters', /function[^(]*\([^)]*=|\([^()]*\w\s*=\s*[^=>()][^()]*\)\s*=>/, 'function a(b = 1) {}'],
  ['spread', /\.\.\./, 'f(...a)'],
  ['for-of', /\bfor\s*\([^;)]*\bof\b/, 'for (const a of b) c()'],
  ['optional chaining', /\?\.\D/, 'a?.b'],
  ['nullish operators', /\?\?/, 'a ?? b'],
  ['logical assignment', /(?:&&|\|\|)=/, 'a ||= b'],
  ['classes', /\bclass\b/, 'class A {}'],
  ['catch without a name', /\bcatch\s*\{/, 'catch {'],
  ['modules', /\b(?:import|export|require)\b/, 'export default a'],
  ['async functions and generators', /\b(?:async|await|yield)\b|function\s*\*/, 'async () => 1'],
  [
    'newer built-ins',
    /\b(?:Map|Set|WeakMap|Symbol|Proxy|Reflect|URL|URLSearchParams|TextDecoder|BigInt|Intl|structuredClone)\b/,
    'new Map()',
  ],
  [
    'newer methods',
    /\.(?:replaceAll|matchAll|flat|flatMap|fromEntries|at|hasOwn|isWellFormed|toSorted|toReversed|with|findLast)\(/,
    "a.replaceAll('b', c)",
  ],
  ['newer regular expressions', /\/[gims]*[uyvd][gimsuyvd]*[\s,.);]|\(\?<|\\p\{/, 'a.match(/b/gu)'],
  ['numeric separators', /\d_\d/, '10_240'],
]

describe('the language of the edge', () => {
  const code = source.replace(/\/\*\*?[^]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')

  test.for(unknown)('has no %s', ([, pattern, example]) => {
    expect(example, 'the pattern finds what it is for').toMatch(pattern)
    expect(code).not.toMatch(pattern)
  })

  it('has one function that CloudFront calls', () =>
    expect(code.match(/^function handler\(event\) \{$/gm)).toHaveLength(1))
})
