import { describe, expect, it, test } from 'vitest'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { dialects } from '../../src/config/legacy.ts'
import { legacySource } from '../../src/edge/legacy/source.ts'
import { edgeText, readEdgeSource } from '../../src/edge/ship.ts'

const source = readEdgeSource()
const legacySources = dialects.map(legacySource).join('\n')
const tableOf = (config: unknown) => createCatalogue(resolveConfig(config), []).table
const sizes = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`variant-${i + 10}`, { width: 100 + i }]))

describe('the text that is shipped', () => {
  it('is the source with a table in it, without comments and with fewer spaces and line breaks', () => {
    const code = source.split('\n').filter((line) => !/^ *(?:\/\/|\/\*\*|\*)/.test(line))
    const dense = (line: string) => line.replace(/ \/\/ .*$| \/\* .* \*\//, '').replaceAll(' ', '')
    const text = edgeText(source, tableOf({})).replace(/const table=\{.*?\}(?=\n)/, 'const table=__TABLE__')
    expect(text.replaceAll(/[ \n]/g, '')).toBe(code.map(dense).join(''))
    const ended = code.filter((line) => /[^{([,]$/.test(line)).length
    expect(text.split('\n').length, 'no statement has lost its end').toBeGreaterThan(ended / 2)
  })

  it('keeps the spaces that mean something', () => {
    const text = edgeText(`${source}const a = 'x  =  y' + \`\${ a } - b\` + /x = y/.source // c\n`, tableOf({}))
    expect(text).toMatch(/const a='x {2}= {2}y'\+`\$\{ a \} - b`\+\/x = y\/\.source\n$/)
    for (const said of [
      'only GET and HEAD are answered here',
      'Method Not Allowed',
      'max-age=10',
      'text/plain; charset=utf-8',
    ])
      expect(text).toContain(`'${said}'`)
  })

  it('has its prefixes escaped, one word for a variant and all its formats, and says what is stored elsewhere', () => {
    const variants = { a: { width: 1 }, b: { width: 1, format: 'webp' }, c: { width: 2 } }
    const text = edgeText(source, tableOf({ prefixes: ['été 1/', 'a_xAF/b/'], variants }))
    expect(text).toContain('"prefixes":{"_xC3_xA9t_xC3_xA9_x201/":1,"a_x5FxAF/b/":1},"depth":2')
    expect(text).toContain(
      '"negotiated":" a c ","fixed":" b info ","endings":" .fallback .webp ","aliases":{"a.webp":"b"}',
    )
  })

  it('is short: by default, and with all that the limit is promised to hold', () => {
    expect(Buffer.byteLength(edgeText(source, tableOf({})))).toBeLessThanOrEqual(6 * 1024)
    const prefixes = Array.from({ length: 33 }, (_, i) => `folder-${i + 10}/`)
    const table = tableOf({ variants: sizes(40), formats: ['avif', 'webp'], prefixes })
    expect(Buffer.byteLength(edgeText(source, table))).toBeLessThan(7 * 1024)
  })

  it('fits with the most variants that there may be', () => {
    const table = tableOf({ variants: sizes(100), formats: ['avif', 'webp'] })
    expect(Buffer.byteLength(edgeText(source, table))).toBeLessThan(8 * 1024)
  })

  it('is refused by one byte too many', () => {
    const table = tableOf({})
    const room = 10_240 - Buffer.byteLength(edgeText(source, table))
    const padded = `${source}'${'é'.repeat((room - 2) >> 1)}${'e'.repeat(room % 2)}'`
    expect(Buffer.byteLength(edgeText(padded, table))).toBe(10_240)
    expect(() => edgeText(`${padded};`, table)).toThrow(
      'the edge function would have 10241 bytes, and CloudFront takes 10240: leave out some variants, formats or prefixes, or give them shorter names',
    )
    const prefixes = Array.from({ length: 400 }, (_, i) => `folder-${i + 100}/`)
    expect(() => edgeText(source, tableOf({ prefixes }))).toThrow('leave out some variants')
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
  ['splits by a regular expression, for which njs takes a thousand times as long', /\.split\(\//, 'a.split(/b/)'],
  ['numeric separators', /\d_\d/, '10_240'],
]

describe('the language of the edge', () => {
  const code = `${source}\n${legacySources}`.replace(/\/\*\*?[^]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')

  test.for(unknown)('has no %s', ([, pattern, example]) => {
    expect(example, 'the pattern finds what it is for').toMatch(pattern)
    expect(code).not.toMatch(pattern)
  })

  it('has one function that CloudFront calls', () =>
    expect(code.match(/^function handler\(event\) \{$/gm)).toHaveLength(1))
})
