import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Reply, createAsk } from '../../src/check/ask.ts'
import type { Subject } from '../../src/check/check.ts'
import { headerChecks } from '../../src/check/headers.ts'
import { firstCheck, pictureChecks } from '../../src/check/pictures.ts'
import { refusalChecks } from '../../src/check/refusals.ts'
import { type CheckOutcome, runCheck, runChecks } from '../../src/check/outcomes.ts'
import { createUploadChecks } from '../../src/check/upload-checks.ts'
import { byHandChecks } from '../../src/check/by-hand.ts'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { readOptions } from '../../src/local/options.ts'
import { type RunningServer, startServer } from '../../src/local/server.ts'
import { jpegOf } from '../image/pictures.ts'
import { runOnce } from '../local/running.ts'
import { type Fault, startProxy, without } from '../check/proxy.ts'

const KEYS = ['boat.jpg', 'photos/été 1+1 (2)%.jpg']
const settings = resolveConfig({})
const CHECKS = [firstCheck, ...pictureChecks, ...headerChecks, ...refusalChecks]

let root = ''
let service: RunningServer

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sizewright-check-'))
  const folder = join(root, 'pictures')
  await promisify(execFile)('mkdir', ['-p', join(folder, 'photos')])
  for (const key of KEYS) await writeFile(join(folder, key), await jpegOf(1600, 1000))
  const options = readOptions([folder, '--data', join(root, 'data'), '--port', '0', '--cors', '*'])
  service = await startServer(options, settings, { report() {}, progress() {} })
  await service.caughtUp
})
afterAll(async () => {
  await service.close()
  await rm(root, { recursive: true, force: true })
})

function subjectAt(base: URL, key = KEYS[0]!): Subject {
  return { ask: createAsk(base), key, settings, catalogue: createCatalogue(settings, []), patience: 0 }
}

const runAll = (subject: Subject) => Array.fromAsync(runChecks(CHECKS, subject))

const failed = (outcomes: readonly CheckOutcome[]) =>
  outcomes.filter(({ outcome }) => outcome === 'failed').map(({ title, message }) => `${title}: ${message}`)

it.each(KEYS)('all of it holds for the one-machine service and %s', async (key) => {
  const outcomes = await runAll(subjectAt(new URL(service.url), key))
  expect(failed(outcomes)).toEqual([])
  expect(outcomes.filter(({ outcome }) => outcome === 'unseen').map(({ title }) => title)).toEqual([
    'a large answer arrives whole',
    'a picture that was asked for comes from the cache',
    'refused: a key beside the public prefixes',
  ])
})

it('a service that could not make a picture just now is asked again', async () => {
  let times = 0
  const starved: Fault = {
    answer: () =>
      (times += 1) % 10 === 0 ? { status: 503, headers: { 'retry-after': '0' }, body: Buffer.from('') } : {},
  }
  expect(failed(await runAll(subjectAt(await startProxy(service.url, starved))))).toEqual([])
  expect(times).toBeGreaterThan(10)
})

const answering = (status: number, matches: (target: string) => boolean): Fault => ({
  answer: (_, { url = '' }) => (matches(url) ? { status, body: Buffer.from('no\n') } : {}),
})
const accepting = (matches: (target: string) => boolean): Fault => answering(200, matches)

/** What is broken, how, and the titles of the checks that are to notice it, by their beginnings. */
const FAULTS: readonly (readonly [what: string, fault: Fault, titles: readonly string[]])[] = [
  ['the picture is not there', answering(404, (target) => target.startsWith('/info/')), ['the picture is there']],
  [
    'large comes as medium',
    { target: (target) => target.replace('/large/', '/medium/') },
    ['every variant comes in its size', 'what /info tells'],
  ],
  [
    'the last bytes are cut off',
    { answer: ({ body, headers }) => (headers['content-type'] === 'image/jpeg' ? { body: body.subarray(0, -9) } : {}) },
    ['what /info tells'],
  ],
  ['Accept is ignored', { headers: without('accept') }, ['the format is the one']],
  [
    'everybody gets WebP',
    { headers: (headers) => ({ ...headers, accept: 'image/webp' }) },
    ['what /info tells', 'the format is the one'],
  ],
  [
    'q=0 is not understood',
    {
      headers: (headers) => ({
        ...headers,
        ...(headers['accept'] !== undefined && { accept: headers['accept'].replace(';q=0,', ',') }),
      }),
    },
    ['the format is the one'],
  ],
  [
    'what is called WebP is JPEG',
    {
      target: (target) => target.replace(/^\/(\w+)\.webp\//, '/$1/').replace(/^\/webp\//, '/large/'),
      headers: without('accept'),
    },
    ['what /info tells', 'the format is the one'],
  ],
  [
    'the content type is what was asked for, and the bytes are not',
    {
      headers: without('accept'),
      answer: ({ headers }, { headers: { accept = '' } }) =>
        /image\/webp(?!;q=0,)/.test(accept) ? { headers: { ...headers, 'content-type': 'image/webp' } } : {},
    },
    ['the content type is what'],
  ],
  [
    'one size is never stored',
    {
      answer: ({ headers }, { url = '' }) =>
        url.startsWith('/large/')
          ? { headers: { ...without('etag')(headers), 'cache-control': 'public, max-age=60' } }
          : {},
    },
    ['what is made in advance'],
  ],
  ['Vary is dropped', { answer: ({ headers }) => ({ headers: without('vary')(headers) }) }, ['caches are told']],
  [
    'a query is another picture',
    { target: (target) => (target.includes('?') ? '/medium/boat.jpg' : target) },
    ['a query changes nothing'],
  ],
  [
    'other sites may not use it',
    { answer: ({ headers }) => ({ headers: without('access-control-allow-origin')(headers) }) },
    ['any site may show'],
  ],
  [
    'Access-Control-Allow-Origin is only for who asks, and no cache is told so',
    {
      answer: ({ headers }, { headers: { origin } }) =>
        origin === undefined ? { headers: without('access-control-allow-origin')(headers) } : {},
    },
    ['any site may show'],
  ],
  [
    'internal headers get out',
    { answer: ({ headers }) => ({ headers: { ...headers, 'x-amz-meta-cache-tag': 'o-1' } }) },
    ['nothing of what is inside'],
  ],
  [
    'internal headers get out with a 304',
    {
      answer: ({ headers, status }) => (status === 304 ? { headers: { ...headers, 'x-amz-version-id': '1' } } : {}),
    },
    ['nothing of what is inside'],
  ],
  [
    'the origin says what it is',
    { answer: ({ headers }) => ({ headers: { ...headers, server: 'AmazonS3' } }) },
    ['nothing of what is inside'],
  ],
  [
    'edges are told nothing',
    {
      answer: ({ headers }) =>
        headers['etag'] === undefined ? {} : { headers: { ...headers, 'cache-control': 'public, max-age=3600' } },
    },
    ['a stored picture lives long'],
  ],
  [
    'pictures live as long as something else says',
    {
      answer: ({ headers, status }) =>
        status === 200 ? { headers: { ...headers, 'cache-control': 'max-age=5' } } : {},
    },
    ['a stored picture lives long'],
  ],
  ['there is never a 304', { headers: without('if-none-match') }, ['who has the picture']],
  [
    'HEAD says another type',
    {
      answer: ({ headers }, { method }) =>
        method === 'HEAD' ? { headers: { ...headers, 'content-type': 'text/html' } } : {},
    },
    ['HEAD is answered as GET'],
  ],
  ['a range is kept for everybody', spoiling(), ['conditions and ranges']],
  [
    'the cache never hits',
    { answer: ({ headers }) => ({ headers: { ...headers, 'x-cache': 'Miss from cloudfront' } }) },
    ['a picture that was asked for'],
  ],
  [
    'any size is there',
    accepting((target) => target.startsWith('/no-such-size/')),
    ['refused: a size that there is not'],
  ],
  ['any picture is there', accepting((target) => target.endsWith('check/none.jpg')), ['what is not there']],
  ['escapes may be malformed', accepting((target) => target.includes('%zz')), ['refused: a malformed escape']],
  ['any bytes are a key', accepting((target) => target.includes('%ff')), ['refused: bytes that are no UTF-8']],
  ['.. is tidied up', answering(404, (target) => target.includes('/../')), ['refused: a way out']],
  ['%2e%2e is decoded', answering(404, (target) => target.includes('%2e')), ['refused: a way out that is escaped']],
  ['%2F is decoded', answering(404, (target) => target.includes('%2F')), ['refused: an escaped slash']],
  ['%5C is decoded', answering(404, (target) => target.includes('%5C')), ['refused: an escaped backslash']],
  ['control characters pass', answering(404, (target) => target.includes('%00')), ['refused: a control character']],
  ['empty segments pass', answering(404, (target) => target.includes('//')), ['refused: an empty segment']],
  ['long keys pass', answering(404, (target) => target.length > 1100), ['refused: a key that is too long']],
  [
    'an error shows a stack',
    {
      answer: ({ status, body }) =>
        status === 414 ? { body: Buffer.concat([body, Buffer.from('\n    at serve (file.ts:1)')]) } : {},
    },
    ['refused: a key that is too long'],
  ],
  [
    'POST is taken',
    { answer: (_, { method }) => (method === 'POST' ? { status: 200 } : {}) },
    ['refused: anything but GET and HEAD'],
  ],
  [
    'a 404 lives an hour',
    {
      answer: ({ status, headers }) =>
        status === 404 ? { headers: { ...headers, 'cache-control': 'max-age=3600' } } : {},
    },
    ['what is not there is forgotten'],
  ],
]

/** Once somebody has asked for a range, everybody gets no more. */
function spoiling(): Fault {
  let isSpoilt = false
  return {
    answer({ body }, { headers }) {
      isSpoilt ||= headers.range !== undefined
      return isSpoilt ? { body: body.subarray(0, 10) } : {}
    },
  }
}

describe('is red where', () => {
  it.each(FAULTS)('%s', async (_, fault, titles) => {
    const outcomes = await runAll(subjectAt(await startProxy(service.url, fault)))
    const red = failed(outcomes).map((line) => titles.find((title) => line.startsWith(title)) ?? line)
    expect(new Set(red)).toEqual(new Set(titles))
  })

  it('every check, once', () => {
    const noticed = FAULTS.flatMap(([, , titles]) => titles)
    const unnoticed = CHECKS.filter(({ title }) => !noticed.some((begin) => title.startsWith(begin)))
    expect(unnoticed.map(({ title }) => title)).toEqual([
      'a large answer arrives whole',
      'refused: a key beside the public prefixes',
    ])
  })

  it('a key beside the prefixes is answered', async () => {
    const narrow = resolveConfig({ prefixes: ['photos/'] })
    const one = refusalChecks.find(({ title }) => title.includes('prefixes'))!
    const subject = {
      ...subjectAt(
        await startProxy(
          service.url,
          accepting((target) => target.includes('outside')),
        ),
      ),
      settings: narrow,
    }
    expect((await runCheck(one, subject)).outcome).toBe('failed')
    expect((await runCheck(one, { ...subject, ask: createAsk(new URL(service.url)) })).outcome).toBe('held')
  })
})

describe('is not red where', () => {
  it.each<[what: string, fault: Fault]>([
    [
      'the cache needs some requests',
      (() => {
        let requests = 0
        return {
          answer: ({ headers }: Reply) => ({
            headers: { ...headers, 'x-cache': requests++ % 4 === 3 ? 'Hit' : 'Miss' },
          }),
        }
      })(),
    ],
    ['a cache has an Age only', { answer: ({ headers }) => ({ headers: { ...headers, age: '7' } }) }],
    [
      'CloudFront itself refuses, with a page of its own',
      {
        answer: ({ headers, status }) =>
          status === 400
            ? {
                headers: { ...headers, 'content-type': 'text/html', server: 'CloudFront' },
                body: Buffer.from(
                  `<!DOCTYPE HTML><TITLE>ERROR</TITLE>${'We cannot connect to the server. '.repeat(30)}`,
                ),
              }
            : {},
      },
    ],
    [
      'Access-Control-Allow-Origin is only for who asks, and caches are told so',
      {
        answer: ({ headers }, { headers: { origin } }) => {
          const kept = origin === undefined ? without('access-control-allow-origin')(headers) : headers
          return { headers: { ...kept, vary: 'Accept, Origin' } }
        },
      },
    ],
  ])('%s', async (_, fault) => {
    expect(failed(await runAll(subjectAt(await startProxy(service.url, fault))))).toEqual([])
  })

  it('a large answer is whole, and is where it is cut', async () => {
    const large = pictureChecks.find(({ title }) => title === 'a large answer arrives whole')!
    const serve = (length: number): Fault => ({
      answer: ({ body, headers }, { url = '' }) => {
        if (url.startsWith('/large/')) return { body: Buffer.alloc(length) }
        if (!url.startsWith('/info/')) return {}
        const info: { renditions: object[] } = JSON.parse(body.toString())
        const renditions = [{ ...info.renditions[0], name: 'large', bytes: 7_000_000 }]
        return { headers, body: Buffer.from(JSON.stringify({ ...info, renditions })) }
      },
    })
    const told = async (length: number) =>
      (await runCheck(large, subjectAt(await startProxy(service.url, serve(length))))).outcome
    expect([await told(7_000_000), await told(6_291_456)]).toEqual(['held', 'failed'])
  })
})

it.each([
  ['never begins', () => {}],
  [
    'never ends',
    (response: ServerResponse) => {
      const drip = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(drip))
    },
  ],
])('an answer that %s is given up', async (_, answer) => {
  const server = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => server.close().closeAllConnections())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  await expect(createAsk(new URL(`http://127.0.0.1:${port}`), 200)('/')).rejects.toThrow('no whole answer within 0.2 s')
})

describe('on the command line', () => {
  it('ends with 0 where all holds, and says so in either form', async () => {
    const { code, output } = await runOnce(['check', service.url, '--key', KEYS[1]!])
    expect(output).toContain('✓ every variant comes in its size')
    expect(output).toMatch(/\n\d+ held, 0 did not, \d+ not checked\n$/)
    expect(code).toBe(0)
    const { output: json } = await runOnce(['check', `${service.url}/`, '--key', KEYS[0]!, '--json'])
    const { outcomes }: { outcomes: CheckOutcome[] } = JSON.parse(json)
    expect(outcomes.length).toBeGreaterThan(CHECKS.length)
  })

  it('takes it for no fault that a service on loopback is for the pages of this machine only', async () => {
    const only = (isRead: (origin: string) => boolean): Fault => ({
      answer: ({ headers }, { headers: { origin = '' } }) => {
        const kept = without('access-control-allow-origin')(headers)
        return { headers: isRead(origin) ? { ...kept, 'access-control-allow-origin': origin } : kept }
      },
    })
    const own = await startProxy(
      service.url,
      only((origin) => origin.startsWith('http://localhost:')),
    )
    const { code, output } = await runOnce(['check', own.origin, '--key', KEYS[0]!])
    expect([code, output]).toEqual([0, expect.stringContaining('– any site may show the pictures: not checked, on a')])
    const nobody = await startProxy(
      service.url,
      only(() => false),
    )
    const told = await runOnce(['check', nobody.origin, '--key', KEYS[0]!])
    expect([told.code, told.output]).toEqual([1, expect.stringContaining('✗ any site may show the pictures')])
  })

  it('ends with 1 where something does not, and names the document', async () => {
    const proxy = await startProxy(service.url, { headers: without('accept') })
    const { code, output } = await runOnce(['check', proxy.origin, '--key', KEYS[0]!])
    expect(output).toMatch(/✗ the format is the one .*: thumbnail is image\/jpeg .*\[docs\/operating\.md#check-2\]/)
    expect(code).toBe(1)
  })

  it.each([
    [['check'], 'it needs one URL and --key'],
    [['check', 'ftp://x', '--key', 'a.jpg'], 'must be like https://images.example.com'],
    [['check', 'https://x.example/path', '--key', 'a.jpg'], 'without a path'],
    [['check', 'http://127.0.0.1:1', '--key', 'a.jpg'], 'http://127.0.0.1:1 does not answer'],
    [['check', 'http://127.0.0.1:1', '--key', '../a.jpg'], 'no picture can be asked for'],
    [['check', 'http://127.0.0.1:1', '--key', 'a.jpg', '--colour'], 'there is no option --colour'],
  ])('%s ends with 2 and what is wrong', async (args, message) => {
    const { code, output } = await runOnce(args)
    expect([code, output.includes(message)]).toEqual([2, true])
    expect(output).not.toMatch(/\n\s+at /)
  })

  it('takes a page of something else for what it is', async () => {
    const other = await startProxy(service.url, {
      answer: () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: Buffer.from('<html>') }),
    })
    const { code, output } = await runOnce(['check', other.origin, '--key', KEYS[0]!, '--json'])
    expect([code, output.includes('/info of the picture is not what it should be')]).toEqual([1, true])
  })
})

it('every point that a check names can be found, and every point has a check', async () => {
  const text = await readFile(new URL('../../docs/operating.md', import.meta.url), 'utf8')
  const points = [...text.matchAll(/^(\d+)\. <a id="check-\1"><\/a>\*\*/gm)].map(([, number]) => Number(number))
  const named = [...CHECKS, ...createUploadChecks(null).checks, ...byHandChecks].flatMap(({ point }) => point ?? [])
  expect(points).toEqual(Array.from({ length: 14 }, (_, index) => index + 1))
  expect([...new Set(named)].sort((a, b) => a - b)).toEqual(points)
})

it('a way to elsewhere is told', async () => {
  const answer = () => ({ status: 301, headers: { location: 'https://x.example/large/boat.jpg' }, body: Buffer.of() })
  const { message } = await runCheck(firstCheck, subjectAt(await startProxy(service.url, { answer })))
  expect(message).toMatch(/is answered with 301, which leads to https:\/\/x\.example\/large\/boat\.jpg: try that$/)
})

it('a picture that a proxy makes smaller is still read as one', async () => {
  const small = await sharp(await jpegOf(10, 10)).toBuffer()
  const proxy = await startProxy(service.url, {
    answer: ({ headers }) => (headers['content-type'] === 'image/jpeg' ? { body: small } : {}),
  })
  const outcome = await runCheck(pictureChecks[0]!, subjectAt(proxy))
  expect(outcome.message).toBe('thumbnail has 10 x 10 pixels, not 150 x 150')
})
