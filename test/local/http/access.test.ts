import { writeFile } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type AccessOptions, createAccess } from '../../../src/local/http/access.ts'
import { createHosts } from '../../../src/local/http/hosts.ts'
import { readOptions } from '../../../src/local/options.ts'
import { jpegOf } from '../../image/pictures.ts'
import { eventually, folders, metricsOf, type Running, start } from '../running.ts'
import { send } from '../send.ts'

const EVIL = 'https://evil.example'
const LOCAL = 'http://localhost:5173'
const CROSS = { 'sec-fetch-site': 'cross-site' }
const TARGETS = [
  '/medium/boat.jpg',
  '/medium/none.jpg',
  '/info/boat.jpg',
  '/healthz',
  '/',
  '/_gallery/version',
  '/_gallery/rendition/medium/boat.jpg',
]

describe('which names it was started for', () => {
  it.each([
    ['127.0.0.1', 'localhost:3000', true],
    ['127.0.0.1', '127.0.0.1', true],
    ['127.0.0.1', '127.0.0.2:3000', true],
    ['127.0.0.1', '[::1]:3000', true],
    ['127.0.0.1', 'LOCALHOST', true],
    ['127.0.0.1', 'shop.localhost:3000', true],
    ['localhost', '127.0.0.1:3000', true],
    ['::1', 'localhost:3000', true],
    ['127.0.0.1', '192.168.1.5:3000', false],
    ['127.0.0.1', 'localhost.evil.example', false],
    ['127.0.0.1', 'evil-localhost', false],
    ['127.0.0.1', '127.0.0.1.evil.example', false],
    ['127.0.0.1', 'evil.example@localhost', false],
    ['127.0.0.1', 'localhost/..', false],
    ['127.0.0.1', 'localhost, evil.example', false],
    ['127.0.0.1', '', false],
    ['192.168.1.5', '192.168.1.5:3000', true],
    ['192.168.1.5', '192.168.1.6:3000', false],
    ['192.168.1.5', 'localhost', false],
    ['pictures.lan', 'pictures.lan:3000', true],
    ['pictures.lan', 'other.lan:3000', false],
    ['0.0.0.0', '192.168.1.5:3000', true],
    ['::', '[fe80::1]:3000', true],
    ['0.0.0.0', `${hostname()}:3000`, true],
    ['0.0.0.0', 'localhost', true],
    ['0.0.0.0', 'evil.example', false],
  ])('%s: %s is %s', (host, header, isOurs) => {
    const hosts = createHosts(host, [])
    expect([hosts(header), hosts(header)]).toEqual([isOurs, isOurs]) // asked again it is remembered
  })

  it('is no name at all where none is given', () => {
    expect(createHosts('127.0.0.1', [])(undefined)).toBe(false)
  })

  it('is one more by --allow-host, whatever its port, and none that is like it', () => {
    const hosts = createHosts('127.0.0.1', readOptions(['--allow-host', 'Images.example.com']).allowHosts)
    expect(['images.example.com', 'IMAGES.example.com:8080', 'a.images.example.com', 'example.com'].map(hosts)).toEqual(
      [true, true, false, false],
    )
  })
})

const access = (args: readonly string[]) => createAccess(readOptions(args))

describe('which pages may ask', () => {
  const NAMED = '--cors https://www.example.com,tauri://localhost'.split(' ')
  const PUBLIC = ['--host', '0.0.0.0']
  const HIDING = ['--cors', 'null']

  it.each<[args: string[], headers: IncomingHttpHeaders, isAdmitted: boolean]>([
    [[], {}, true],
    [[], { 'sec-fetch-site': 'same-origin' }, true],
    [[], { 'sec-fetch-site': 'same-site' }, true], // another port of this name
    [[], { 'sec-fetch-site': 'none' }, true],
    [[], CROSS, false],
    [[], { ...CROSS, referer: `${EVIL}/` }, false],
    [[], { ...CROSS, referer: 'http://localhost.evil.example/' }, false],
    [[], { ...CROSS, referer: 'http://evil.example/?http://localhost/' }, false],
    [[], { ...CROSS, origin: EVIL }, false],
    [[], { ...CROSS, origin: EVIL, referer: LOCAL }, false],
    [[], { ...CROSS, origin: 'null' }, false],
    [[], { ...CROSS, referer: 'no address' }, false],
    [[], { ...CROSS, origin: LOCAL }, true],
    [[], { ...CROSS, referer: `${LOCAL}/shop/` }, true],
    [[], { ...CROSS, referer: 'https://shop.localhost/' }, true],
    [[], { ...CROSS, referer: 'http://[::1]:8080/' }, true],
    // Who follows a link shows no page what they see; a frame is another matter.
    [[], { ...CROSS, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }, true],
    [[], { ...CROSS, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, false],
    [[], { ...CROSS, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, false],
    [NAMED, { ...CROSS, referer: 'https://www.example.com/shop' }, true],
    [NAMED, { ...CROSS, origin: 'https://www.example.com' }, true],
    [NAMED, { ...CROSS, origin: 'tauri://localhost' }, true],
    [NAMED, { ...CROSS, origin: 'https://www.example.com:444' }, false],
    [NAMED, { ...CROSS, referer: `${EVIL}/` }, false],
    [NAMED, { ...CROSS, referer: LOCAL }, true],
    [NAMED, CROSS, false],
    [HIDING, CROSS, true], // a picture in a file's page comes with neither
    [HIDING, { ...CROSS, origin: 'null' }, true],
    [HIDING, { ...CROSS, referer: `${EVIL}/` }, false],
    [['--cors', '*'], { ...CROSS, origin: EVIL }, true],
    [PUBLIC, { ...CROSS, origin: EVIL }, true],
    [[...PUBLIC, ...NAMED], { ...CROSS, origin: EVIL }, false],
    [[...PUBLIC, ...NAMED], { ...CROSS, origin: LOCAL }, false],
    [[...PUBLIC, ...NAMED], { ...CROSS, origin: 'https://www.example.com' }, true],
  ])('%j: %j is %s', (args, headers, isAdmitted) => {
    const refusal = access(args).refusalOf({ host: 'localhost:3000', ...headers })
    expect(refusal).toEqual(isAdmitted ? null : expect.stringContaining('--cors'))
  })

  it.each<[args: string[], host: string, isAdmitted: boolean]>([
    [[], 'evil.example', false],
    [['--cors', '*'], 'evil.example', false],
    [['--allow-host', 'sizewright'], 'sizewright', true],
    [['--allow-host', 'sizewright'], 'evil.example', false],
    [['--allow-host', 'sizewright'], '127.0.0.1:3000', true],
    [PUBLIC, 'evil.example', true],
    [[...PUBLIC, '--allow-host', 'pictures.lan'], 'evil.example', false],
    [[...PUBLIC, '--allow-host', 'pictures.lan'], '10.0.0.7:3000', true],
  ])('%j: under the name %s it is %s', (args, host, isAdmitted) => {
    expect(access(args).refusalOf({ host })).toEqual(isAdmitted ? null : expect.stringContaining('--allow-host'))
  })
})

describe('which pages may read', () => {
  function told(args: readonly string[], origin?: string) {
    const headers = new Headers({ 'Access-Control-Allow-Origin': '*', Vary: 'Accept' })
    access(args).permit(headers, origin)
    return [headers.get('access-control-allow-origin'), headers.get('vary')]
  }

  it.each<[args: string[], origin: string | undefined, allowed: string | null]>([
    [[], undefined, null],
    [[], EVIL, null],
    [[], 'null', null],
    [[], LOCAL, LOCAL],
    [[], 'http://shop.localhost', 'http://shop.localhost'],
    [['--cors', EVIL], EVIL, EVIL],
    [['--cors', EVIL], LOCAL, LOCAL],
    [['--cors', 'null'], 'null', 'null'],
    [['--host', '0.0.0.0', '--cors', EVIL], LOCAL, null],
  ])('%j: to %s it is %s', (args, origin, allowed) => {
    expect(told(args, origin)).toEqual([allowed, 'Accept, Origin'])
  })

  it.each([[['--cors', '*']], [['--host', '192.168.1.5']], [['--cors', `*,${EVIL}`]]])('%j: every one', (args) => {
    expect([told(args), told(args, EVIL)]).toEqual([
      ['*', 'Accept'],
      ['*', 'Accept'],
    ])
  })
})

it.each([
  [['--allow-host', 'a.example,b.example', '--allow-host', '[::1]'], { allowHosts: ['a.example', 'b.example', '::1'] }],
  [['--cors', 'HTTPS://Www.Example.com:443', '--cors', 'null'], { cors: ['https://www.example.com', 'null'] }],
])('%j is read', (args, options: Partial<AccessOptions>) => {
  expect(readOptions(args)).toMatchObject(options)
})

it.each([
  [['--allow-host', 'http://a.example'], "--allow-host takes names like images.example.com, but is 'http://a.example'"],
  [['--allow-host', 'a.example:80'], "--allow-host takes names like images.example.com, but is 'a.example:80'"],
  [['--allow-host', ''], "--allow-host takes names like images.example.com, but is ''"],
  [
    ['--cors', 'www.example.com'],
    "--cors takes origins like https://www.example.com, null, or *, but is 'www.example.com'",
  ],
  [['--cors', 'https://www.example.com/'], "null, or *, but is 'https://www.example.com/'"],
  [['--cors', 'https://a.example https://b.example'], 'null, or *, but is'],
])('%j is refused', (args, message) => {
  expect(() => readOptions(args)).toThrow(message)
})

/** With a picture that is stored in every size. */
async function serving(args: readonly string[] = []): Promise<Running> {
  const { originals, data } = await folders()
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(300, 200))
  const service = await start([originals, '--data', data, '--port', '0', ...args])
  await eventually(
    () => service.get('/info/boat.jpg'),
    ({ headers }) => headers['etag'] !== undefined,
  )
  return service
}

/** Asks twice, so that the second answer comes from memory where the first one may have put it there. */
async function twice({ get }: Running, target: string, headers: Record<string, string>, method?: string) {
  const first = await get(target, headers, method)
  const second = await get(target, headers, method)
  expect(second.status).toBe(first.status)
  return second
}

it('a service on loopback tells nothing to another site, from memory neither', async () => {
  const service = await serving()
  for (const target of TARGETS) {
    expect([target, (await twice(service, target, {})).status]).toEqual([target, target.includes('none') ? 404 : 200])
    for (const method of ['GET', 'HEAD']) {
      for (const headers of [{ Host: 'evil.example' }, { ...CROSS, Referer: `${EVIL}/` }]) {
        const answer = await twice(service, target, headers, method)
        expect([target, headers, answer.status]).toEqual([target, headers, 403])
        expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' })
        expect(answer.headers['access-control-allow-origin']).toBeUndefined()
      }
    }
  }
  expect((await service.get('/medium/boat.jpg', { Host: 'evil.example' })).body.toString()).toContain('--allow-host')
  expect((await service.get('/medium/boat.jpg', CROSS)).body.toString()).toContain('--cors')

  // To the pages of this machine it says that they may read, and to nobody else.
  for (const condition of [{}, { 'if-none-match': '"other"' }]) {
    for (const [origin, allowed] of [
      [{}, undefined],
      [{ Origin: LOCAL }, LOCAL],
      [{ Origin: EVIL }, undefined],
    ] as const) {
      const { status, headers } = await twice(service, '/medium/boat.jpg', { ...condition, ...origin })
      expect([status, headers['access-control-allow-origin'], headers['vary']]).toEqual([
        200,
        allowed,
        'Accept, Origin',
      ])
    }
  }
  const refused = await service.get('/medium/%zz.jpg', { Origin: EVIL }) // by the edge's own text
  expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([400, undefined])

  const page = { ...CROSS, Referer: LOCAL, 'Sec-Fetch-Dest': 'image', 'Sec-Fetch-Mode': 'no-cors' }
  const shown = await twice(service, '/medium/boat.jpg', page)
  expect([shown.status, shown.headers['cross-origin-resource-policy']]).toEqual([200, 'cross-origin'])
})

it('metrics are for this machine only, and count what is refused', async () => {
  const service = await serving(['--metrics-port', '0'])
  await service.get('/medium/boat.jpg', { Host: 'evil.example' })
  expect(await metricsOf(service)).toMatch(/sizewright_requests_total\{[^}]*status="403"[^}]*\} 1$/m)
  const url = /metrics at (http:\S+)\/metrics/.exec(service.output())?.[1] ?? ''
  const statusFor = async (headers: Record<string, string>) => (await send(url, '/metrics', 'GET', headers)).status
  expect([await statusFor({ Host: 'evil.example' }), await statusFor(CROSS), await statusFor({})]).toEqual([
    403, 403, 200,
  ])
})

it('answers under another name and to every site, where it was started so', async () => {
  const service = await serving(['--allow-host', 'sizewright', '--cors', '*'])
  for (const target of ['/medium/boat.jpg', '/medium/boat.jpg', '/info/boat.jpg']) {
    const { status, headers } = await service.get(target, { Host: 'sizewright', ...CROSS, Origin: EVIL })
    expect([status, headers['access-control-allow-origin'], headers['vary']]).toEqual([200, '*', 'Accept'])
  }
  expect((await service.get('/medium/boat.jpg', { Host: 'evil.example' })).status).toBe(403)
})
