import { describe, expect, it, test } from 'vitest'
import { createCatalogue } from '../../../src/config/catalogue.ts'
import { resolveConfig } from '../../../src/config/config.ts'
import { dialects } from '../../../src/config/legacy.ts'
import { edgeText, readEdgeSource } from '../../../src/edge/ship.ts'
import { brief, viewer } from '../events.ts'
import { engines } from '../run.ts'
import { addresses, config, sources } from './addresses.ts'

const textOf = (legacy: unknown, more: object = {}) =>
  edgeText(readEdgeSource(), createCatalogue(resolveConfig({ ...config, ...more, legacy }), []).table)
const all = engines.flatMap(({ name, run }) => dialects.map((dialect) => ({ name, run, dialect })))

describe.for(all)('addresses of $dialect in $name', ({ run, dialect }) => {
  const text = textOf({ dialect, sources })
  const ask = (address: string, more: object = {}, edge = text) => {
    const [uri = '', query = ''] = address.split('?')
    return brief(run(edge, [viewer(uri, { query, ...more })])[0])
  }

  test.for(addresses[dialect])('%s becomes %s', ([address, becomes]) => {
    const isFallback = String(becomes).includes('.fallback/')
    const path = typeof becomes === 'number' ? becomes : becomes.replace('.fallback/', '/')
    expect(ask(address, { accept: isFallback ? ['image/avif'] : [] })).toBe(path)
  })

  it('leaves what has a name of ours as it is, and refuses what it refused', () => {
    expect(ask('/large/boat.jpg?w=1')).toBe('/large/boat.jpg')
    expect(ask('/l%61rge/boat.jpg?w=1')).toBe('/large/boat.jpg')
    expect(ask('/large//boat.jpg?w=1')).toBe(400)
    expect(ask('/large')).toBe(404)
    expect(ask('/no-such-size/nothing')).toBe(404)
    expect(ask('/info/boat.jpg')).toBe('/info/boat.jpg')
  })

  it('answers without `legacy` as before', () => {
    const plain = textOf(undefined)
    for (const [address] of addresses[dialect]) expect(ask(address, {}, plain)).toBeOneOf([400, 404, 414])
  })

  it('lets no prefix and no hidden name be got round, and no key that is not addressable', () => {
    const [address, becomes] = addresses[dialect].find(([, becomes]) => typeof becomes === 'string')!
    expect(ask(address, {}, textOf({ dialect, sources }, { prefixes: ['public/'] }))).toBe(404)
    const key = String(becomes).split('/').slice(2).join('/')
    const into = Object.fromEntries([...Object.keys(sources), '/'].map((source) => [source, '.hidden/']))
    expect(key).not.toBe('')
    expect(ask(address, {}, textOf({ dialect, sources: into }))).toBe(404)
  })

  it('passes no query on', () => {
    const [address] = addresses[dialect].find(([, becomes]) => typeof becomes === 'string')!
    const [uri = '', query = ''] = address.split('?')
    expect(run(text, [viewer(uri, { query })])[0]).toMatchObject({ querystring: {} })
  })

  it('lets `Accept` decide where no format is named', () => {
    const [address, becomes] = addresses[dialect].find(([, becomes]) => /^\/\w+\//.test(String(becomes)))!
    expect(ask(address, { accept: ['image/avif'] })).toBe(String(becomes).replace(/^\/(\w+)\//, '/$1.avif/'))
  })
})

test.for(dialects)('a very long address of %s is refused before it is taken apart', (dialect) => {
  const { run } = engines[0]!
  const text = textOf({ dialect, sources })
  const ask = (uri: string, query: string) => brief(run(text, [viewer(uri, { query })])[0])
  for (const part of ['x/', 'w_1,', 'filters:a()/', 'w:1/', '%2f', '-', 'A', 'eyJ/'])
    for (const start of ['/', '/unsafe/', '/_/', '/e'])
      for (const end of ['', '/a.jpg', '/plain/s3://photos/a'])
        expect(ask(`${start}${part.repeat(8000 / part.length)}${end}`, 'w=300')).toBeOneOf([400, 404, 414])
})

test('what is written as an encrypted address of imgproxy is told why it is refused', () => {
  const { run } = engines[0]!
  const text = textOf({ dialect: 'imgproxy', sources })
  expect(run(text, [viewer('/insecure/w:300/enc/VGhpcw')])[0]).toMatchObject({
    statusCode: 400,
    body: { data: 'encrypted addresses cannot be read here' },
  })
})

test.for(dialects)('forty variants in two formats, thirty-three prefixes and %s fit', (dialect) => {
  const names = Array.from({ length: 40 }, (_, at) => [
    `variant-${at + 10}`,
    { width: 1000 + at, height: 1000, fit: 'cover' },
  ])
  const prefixes = Array.from({ length: 33 }, (_, at) => `folder-${at + 10}/`)
  const text = textOf(
    { dialect, sources: { 'https://old.example.com/': '', 's3://photos/': '' } },
    { variants: Object.fromEntries(names), widths: [], prefixes },
  )
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(10_240)
})

describe('the nearest variant', () => {
  const { run } = engines[0]!
  const nearest = (query: string, config: object) => {
    const { table } = createCatalogue(resolveConfig({ ...config, legacy: 'query' }), [])
    return brief(run(edgeText(readEdgeSource(), table), [viewer('/a.jpg', { query })])[0])
  }

  test.for([
    ['w=300', 'medium'], // no width of its own: a box that is wide enough
    ['w=601', 'large'],
    ['w=5000', 'large'],
    ['h=601', 'large'],
    ['w=100&h=100', 'thumbnail'],
    ['w=200&h=200', 'thumbnail'],
    ['w=300&h=300', 'thumbnail'],
    ['w=301&h=301', 'medium'], // no thumbnail at more than twice its size
    ['w=600&h=400', 'medium'],
    ['w=1200&h=630', 'large'],
    ['w=2400&h=1260', 'large'],
    ['w=5000&h=5000', 'thumbnail'],
    ['w=150&h=150&fit=inside', 'medium'],
    ['w=700&h=100&fit=inside', 'large'],
    ['', 'large'],
  ] as const)('of the default ones for %s is %s', ([query, name]) => expect(nearest(query, {})).toBe(`/${name}/a.jpg`))

  it('is none that pads, unless there is no other', () => {
    const padded = { width: 300, height: 300, fit: 'contain' }
    const small = { width: 100, height: 100 }
    expect(nearest('w=300&h=300&fit=inside', { variants: { padded, small } })).toBe('/small/a.jpg')
    expect(nearest('h=300', { variants: { padded, small } })).toBe('/small/a.jpg')
    expect(nearest('h=300', { variants: { padded } })).toBe('/padded/a.jpg')
  })

  test.for([
    ['w=300', 'w320'],
    ['w=321', 'w640'],
    ['w=5000', 'wide'],
    ['w=300&h=150', 'card'],
    ['w=500&h=250', 'banner'],
    ['w=9000&h=9000', 'banner'],
  ] as const)('of others for %s is %s', ([query, name]) => {
    const config = {
      variants: {
        card: { width: 400, height: 200, fit: 'cover' },
        square: { width: 300, height: 300, fit: 'cover' },
        banner: { width: 1600, height: 400, fit: 'cover' },
        wide: { width: 2000, height: 100 },
      },
      widths: [320, 640],
    }
    expect(nearest(query, config)).toBe(`/${name}/a.jpg`)
  })
})
