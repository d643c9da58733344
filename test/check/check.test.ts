import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCatalogue } from '../../src/catalogue.ts'
import { createAsk } from '../../src/check/ask.ts'
import type { Subject } from '../../src/check/check.ts'
import { headerChecks } from '../../src/check/headers.ts'
import { firstCheck, pictureChecks } from '../../src/check/pictures.ts'
import { refusalChecks } from '../../src/check/refusals.ts'
import { type Outcome, runCheck } from '../../src/check/report.ts'
import { resolveConfig } from '../../src/config.ts'
import { readOptions } from '../../src/local/options.ts'
import { type Service, startService } from '../../src/local/service.ts'
import { jpegOf } from '../image/pictures.ts'
import { runOnce } from '../local/running.ts'
import { type Fault, startProxy } from './proxy.ts'

const KEYS = ['boat.jpg', 'photos/été 1+1 (2)%.jpg']
const settings = resolveConfig({})
const CHECKS = [firstCheck, ...pictureChecks, ...headerChecks, ...refusalChecks]

let root = ''
let service: Service

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sizewright-check-'))
  const folder = join(root, 'pictures')
  await promisify(execFile)('mkdir', ['-p', join(folder, 'photos')])
  for (const key of KEYS) await writeFile(join(folder, key), await jpegOf(1600, 1000))
  const options = readOptions([folder, '--data', join(root, 'data'), '--port', '0'])
  service = await startService(options, settings, { report() {}, progress() {} })
  await service.caughtUp
})
afterAll(async () => {
  await service.close()
  await rm(root, { recursive: true, force: true })
})

function subjectAt(base: URL, key = KEYS[0]!): Subject {
  return { ask: createAsk(base), key, settings, catalogue: createCatalogue(settings, []) }
}

async function runAll(subject: Subject): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const one of CHECKS) outcomes.push(await runCheck(one, subject))
  return outcomes
}

const failed = (outcomes: readonly Outcome[]) =>
  outcomes.filter(({ outcome }) => outcome === 'failed').map(({ title, message }) => `${title}: ${message}`)

it.each(KEYS)('all of it holds for the one-machine service and %s', async (key) => {
  const outcomes = await runAll(subjectAt(new URL(service.url), key))
  expect(failed(outcomes)).toEqual([])
  expect(outcomes.filter(({ outcome }) => outcome === 'unseen').map(({ title }) => title)).toEqual([
    'the second request is answered by the cache',
    'refused: a key beside the public prefixes',
  ])
})

const without =
  (...names: string[]) =>
  (headers: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)))

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
    'internal headers get out',
    { answer: ({ headers }) => ({ headers: { ...headers, 'x-amz-meta-cache-tag': 'o-1' } }) },
    ['nothing of what is inside'],
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
    ['the second request is answered'],
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
    const red = failed(outcomes)
    for (const title of titles)
      expect(
        red.some((line) => line.startsWith(title)),
        `${title} in ${red.join('; ')}`,
      ).toBe(true)
  })

  it('every check, once', () => {
    const noticed = FAULTS.flatMap(([, , titles]) => titles)
    const unnoticed = CHECKS.filter(({ title }) => !noticed.some((begin) => title.startsWith(begin)))
    expect(unnoticed.map(({ title }) => title)).toEqual(['refused: a key beside the public prefixes'])
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

describe('on the command line', () => {
  it('ends with 0 where all holds, and says so in either form', async () => {
    const { code, output } = await runOnce(['check', service.url, '--key', KEYS[1]!])
    expect(output).toContain('✓ every variant comes in its size')
    expect(output).toMatch(/\n\d+ held, 0 did not, \d+ not checked\n$/)
    expect(code).toBe(0)
    const { output: json } = await runOnce(['check', `${service.url}/`, '--key', KEYS[0]!, '--json'])
    const { outcomes }: { outcomes: Outcome[] } = JSON.parse(json)
    expect(outcomes.length).toBeGreaterThan(CHECKS.length)
  })

  it('ends with 1 where something does not, and names the document', async () => {
    const proxy = await startProxy(service.url, { headers: without('accept') })
    const { code, output } = await runOnce(['check', proxy.origin, '--key', KEYS[0]!])
    expect(output).toMatch(/✗ the format is the one .*: thumbnail is image\/jpeg .*docs\/operating\.md.* 2\]/)
    expect(code).toBe(1)
  })

  it.each([
    [['check'], 'it needs one URL and --key'],
    [['check', 'ftp://x', '--key', 'a.jpg'], 'must be like https://images.example.com'],
    [['check', 'https://x.example/path', '--key', 'a.jpg'], 'without a path'],
    [['check', 'http://127.0.0.1:1', '--key', 'a.jpg'], 'http://127.0.0.1:1 does not answer'],
    [['check', 'http://127.0.0.1:1', '--key', '../a.jpg'], 'no picture can be asked for'],
    [['check', 'http://127.0.0.1:1', '--key', 'a.jpg', '--colour'], "Unknown option '--colour'"],
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

it('a picture that a proxy makes smaller is still read as one', async () => {
  const small = await sharp(await jpegOf(10, 10)).toBuffer()
  const proxy = await startProxy(service.url, {
    answer: ({ headers }) => (headers['content-type'] === 'image/jpeg' ? { body: small } : {}),
  })
  const outcome = await runCheck(pictureChecks[0]!, subjectAt(proxy))
  expect(outcome.message).toBe('thumbnail has 10 x 10 pixels, not 150 x 150')
})
