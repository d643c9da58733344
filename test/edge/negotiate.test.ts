import { describe, expect, it, test } from 'vitest'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { edgeText, readEdgeSource } from '../../src/edge/ship.ts'
import { viewerPath } from '../../src/path.ts'
import { brief, viewer } from './events.ts'
import { HIDDEN, NEARLY_HIDDEN } from './hidden-names.ts'
import { engines } from './run.ts'

const WEBP = ['image/webp']
const viewerKey = (key: string) => viewerPath('', key).slice(2)
const { table } = createCatalogue(resolveConfig({}), [])
const text = edgeText(readEdgeSource(), table)

describe.for(engines)('the edge in $name', ({ run }) => {
  const ask = (...of: Parameters<typeof viewer>) => brief(run(text, [viewer(...of)])[0])

  test.for([
    ['/thumbnail/holiday/boat.jpg', '/thumbnail/holiday/boat.jpg', '/thumbnail.webp/holiday/boat.jpg'],
    ['/medium/boat.jpg', '/medium/boat.jpg', '/medium.webp/boat.jpg'],
    ['/large/boat.jpg', '/large/boat.jpg', '/webp/boat.jpg'],
    ['/webp/boat.jpg', '/webp/boat.jpg', '/webp/boat.jpg'],
    ['/medium.webp/boat.jpg', '/medium.webp/boat.jpg', '/medium.webp/boat.jpg'],
    ['/large.webp/boat.jpg', '/webp/boat.jpg', '/webp/boat.jpg'],
    ['/large.fallback/boat.jpg', '/large/boat.jpg', '/large/boat.jpg'],
  ] as const)('takes %s to %s, and to %s for WebP', ([uri, plain, webp]) => {
    expect(ask(uri)).toBe(plain)
    expect(ask(uri, { accept: WEBP })).toBe(webp)
  })

  test.for([
    ['my_photo.jpg', 'my_photo.jpg'],
    ['%C3%A9t%c3%a9%201+1.jpg', '_xC3_xA9t_xC3_xA9_x201_x2B1.jpg'],
    ['été 1+1.jpg', '_xC3_xA9t_xC3_xA9_x201_x2B1.jpg'],
    ['%65t%65%2Ejpg', 'ete.jpg'],
    ['_xC3', '_x5FxC3'],
    ['_x%43%33', '_x5FxC3'],
    ['%5FxC3', '_x5FxC3'],
    ['_xc3', '_xc3'],
    ['%25%32%46', '_x252F'],
    ['a%252Fb', 'a_x252Fb'],
    ['a%3Fb%23c&d=e', 'a_x3Fb_x23c_x26d_x3De'],
    ["~!'()*", '_x7E_x21_x27_x28_x29_x2A'],
    ['%F0%9F%98%80', '_xF0_x9F_x98_x80'],
    ['😀', '_xF0_x9F_x98_x80'],
    ['e%CC%81', 'e_xCC_x81'],
    ['%EF%BF%BD', '_xEF_xBF_xBD'],
    ['%E2%80%A8/\u2028', '_xE2_x80_xA8/_xE2_x80_xA8'],
    ['a./a../a..a', 'a./a../a..a'],
  ] as const)('spells /large/%s as /large/%s', ([written, escaped]) =>
    expect(ask(`/large/${written}`)).toBe(`/large/${escaped}`),
  )

  it('understands an encoded name', () => expect(ask('/l%61rge/boat.jpg')).toBe('/large/boat.jpg'))

  test.for([
    '/',
    '/large',
    '/larges',
    '/favicon.ico',
    '/huge/boat.jpg',
    '/Large/boat.jpg',
    '/large.avif/boat.jpg',
    '/webp.webp/boat.jpg',
    '/large./boat.jpg',
    '/webp.fallback/boat.jpg',
    '/info.fallback/boat.jpg',
    '/large.fallback.webp/boat.jpg',
    '/.webp/boat.jpg',
    '/large%20medium/boat.jpg',
    '/%C3%A9/boat.jpg',
    '/constructor/boat.jpg',
    '/__proto__/boat.jpg',
    '/hasOwnProperty/boat.jpg',
    '/toString/boat.jpg',
  ])('knows no %s', (uri) => expect(ask(uri, { accept: WEBP })).toBe(404))

  test.for([
    '',
    '*',
    'large/boat.jpg',
    'https://images.example.com/large/boat.jpg',
    '//',
    '//large/boat.jpg',
    '/large/',
    '/large//boat.jpg',
    '/large/boat.jpg/',
    '/large/./boat.jpg',
    '/large/../boat.jpg',
    '/large/a/..',
    '/large/.',
    '/.',
    '/..',
    '/%2e%2e/boat.jpg',
    '/large/%2e',
    '/large/%2E%2e/boat.jpg',
    '/large/.%2e/boat.jpg',
    '/large/a%2Fb',
    '/large/a%2fb',
    '/large%2Fboat.jpg',
    '/%2F',
    '/large/a%5Cb',
    '/large/a%5cb',
    '/large/a\\b',
    '/large/a%00',
    '/large/a%0a',
    '/large/%1F',
    '/large/a%7F',
    '/large/a\0',
    '/large/a\n',
    '/large/a\u001f',
    '/large/a\u007f',
    '/large/%',
    '/large/100%',
    '/large/%4',
    '/large/%4g',
    '/large/%u0041',
    '/large/%FF',
    '/large/%C3',
    '/large/%C3(',
    '/large/%C0%AF',
    '/large/%E0%80%AF',
    '/large/%ED%A0%80',
    '/large/%ED%A0%BD%ED%B8%80',
    '/large/%F4%90%80%80',
    '/large/%E9t%E9',
    '/large/\ud83d',
    '/large/a\ude00b',
    '/large/\ude00\ud83d',
    '/\ud83d/a',
    '/large/\ufffd',
    '/huge/%',
  ])('refuses %j', (uri) => expect(ask(uri)).toBe(400))

  it('takes a key whose longest path has 1,024 bytes, and none with more', () => {
    const longest = 'thumbnail.webp'.length
    const key = `${'é'.repeat(100)}${'a'.repeat(1024 - longest - 1 - 800)}`
    expect(ask(`/webp/${key}`)).toMatch(/a$/)
    expect(ask(`/webp/${key}a`)).toBe(414)
    expect(ask(`/webp/${'%C3%A9'.repeat(2000)}`)).toBe(414)
    expect(ask(`/huge/${key}a`)).toBe(404)
  })

  it('answers GET and HEAD only', () => {
    expect(ask('/large/boat.jpg', { method: 'HEAD', accept: WEBP })).toBe('/webp/boat.jpg')
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'get']) expect(ask('/%', { method })).toBe(405)
  })

  it('drops the query string and leaves the rest of the request alone', () => {
    const event = viewer('/large/boat.jpg', { accept: WEBP })
    expect(run(text, [event])).toEqual([{ ...event.request, uri: '/webp/boat.jpg', querystring: {} }])
  })

  test.for([
    [404, 'Not Found', 'there is no such size; there are thumbnail medium large webp info', '/large', 'GET'],
    [400, 'Bad Request', 'the path is not well-formed', '/large/', 'GET'],
    [414, 'URI Too Long', 'the path is too long', `/large/${'a'.repeat(1024)}`, 'GET'],
    [405, 'Method Not Allowed', 'only GET and HEAD are answered here', '/large/a', 'POST'],
  ] as const)('says what is wrong: %i %s, %s', ([statusCode, statusDescription, data, uri, method]) => {
    expect(run(text, [viewer(uri, { method })])).toEqual([
      {
        statusCode,
        statusDescription,
        headers: {
          'content-type': { value: 'text/plain; charset=utf-8' },
          'access-control-allow-origin': { value: '*' },
          'cache-control': { value: 'max-age=10' },
          'cross-origin-resource-policy': { value: 'cross-origin' },
          'x-content-type-options': { value: 'nosniff' },
          ...(statusCode === 405 && { allow: { value: 'GET, HEAD' } }),
        },
        body: { encoding: 'text', data },
      },
    ])
  })

  describe('a hidden name', () => {
    const { table } = createCatalogue(resolveConfig({ hidden: true }), [])
    const allowing = edgeText(readEdgeSource(), table)

    test.for(HIDDEN)('%s is not there, unless the configuration allows it', (key) => {
      for (const uri of [`/large/${viewerKey(key)}`, `/large/${viewerKey(`a/${key}/b.jpg`)}`]) {
        expect(ask(uri)).toBe(404)
        expect(brief(run(allowing, [viewer(uri)])[0])).toMatch(/^\/large\//)
      }
    })

    test.for(NEARLY_HIDDEN)('%s is none', (key) => expect(ask(`/large/${viewerKey(key)}/b.jpg`)).toMatch(/^\/large\//))
  })

  describe('with prefixes', () => {
    const { table } = createCatalogue(resolveConfig({ prefixes: ['photos/', 'été 😀/_x41/', '$&/'] }), [])
    const text = edgeText(readEdgeSource(), table)
    const ask = (uri: string) => brief(run(text, [viewer(uri)])[0])

    test.for([
      ['/large/photos/a.jpg', '/large/photos/a.jpg'],
      ['/large/%70hotos/a/b', '/large/photos/a/b'],
      ['/large/été 😀/_x41/a', '/large/_xC3_xA9t_xC3_xA9_x20_xF0_x9F_x98_x80/_x5Fx41/a'],
      ['/large/%24&/a', '/large/_x24_x26/a'],
    ] as const)('takes %s', ([uri, path]) => expect(ask(uri)).toBe(path))

    test.for([
      ['no prefix', '/large/a'],
      ['one without what follows it', '/large/photos'],
      ['what only begins as one', '/large/photosa/b'],
      ['one in other letters', '/large/Photos/a'],
      ['one that is not the first', '/large/x/photos/a'],
      ['half of one', '/large/été 😀/a'],
      ['a key that is too long', `/large/a${'a'.repeat(1024)}`],
    ] as const)('has nothing under %s', ([, uri]) => expect(ask(uri)).toBe(404))
  })
})
