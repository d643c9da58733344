import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IncomingMessage } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { type Reply, createAsk } from '../../src/check/ask.ts'
import type { Subject } from '../../src/check/check.ts'
import { type CheckOutcome, runCheck } from '../../src/check/outcomes.ts'
import { createUploadChecks } from '../../src/check/upload-checks.ts'
import { type Config, resolveConfig } from '../../src/config/config.ts'
import { readOptions } from '../../src/local/options.ts'
import { type RunningServer, startServer } from '../../src/local/server.ts'
import { s3Store } from '../../src/stores/s3.ts'
import type { Store } from '../../src/stores/store.ts'
import { jpegOf } from '../image/pictures.ts'
import { eventually, runOnce } from '../local/running.ts'
import { environmentFor, type S3Server, startS3 } from '../s3/server.ts'
import { keysOf } from '../world.ts'
import { type Fault, startProxy, without } from '../check/proxy.ts'

const config: Config = {
  variants: { poster: { width: 100, prewarm: false }, medium: { width: 300 } },
  prefixes: ['photos/'],
}
const settings = resolveConfig(config)
const MAIN = new URL('../../src/main.ts', import.meta.url).pathname
const KEY = 'photos/été.jpg'
/** In ms: long enough for the service to list the bucket a few times. */
const PATIENCE = 8000

let root = ''
let server: S3Server
let service: RunningServer
let originals: Store

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sizewright-trip-'))
  await writeFile(join(root, 'sizewright.config.ts'), `export default ${JSON.stringify(config)}`)
  server = await startS3()
  await server.createBucket('originals')
  await server.createBucket('made')
  Object.assign(process.env, environmentFor(server))
  const places = ['--originals', 's3://originals', '--processed', 's3://made/made', '--errors', 's3://made/errors']
  const options = readOptions([...places, '--poll', '1', '--port', '0'])
  service = await startServer(options, settings, { report() {}, progress() {} })
  originals = s3Store({ client: server.client(), bucket: 'originals' })
  await originals.put(KEY, { body: await jpegOf(400, 300), contentType: 'image/jpeg', metadata: {} }, 'absent')
})
afterEach(() => server.clearFaults())
afterAll(async () => {
  await service.close()
  await server.close()
  await rm(root, { recursive: true, force: true })
})

async function travel(fault: Fault, store: Store | null = originals, patience = PATIENCE): Promise<CheckOutcome[]> {
  const ask = createAsk(await startProxy(service.url, fault))
  const subject: Subject = { ask, key: KEY, settings, catalogue: createCatalogue(settings, []) }
  const outcomes: CheckOutcome[] = []
  for (const check of createUploadChecks(store, patience).checks) outcomes.push(await runCheck(check, subject))
  return outcomes
}

const titlesOf = (outcomes: readonly CheckOutcome[], wanted: CheckOutcome['outcome']) =>
  outcomes.filter(({ outcome }) => outcome === wanted).map(({ title }) => title)

const TITLES = [
  'an upload is there in every size, stored in advance',
  'a replaced picture is replaced at the edge',
  'a deleted picture is gone from the edge',
  'what did not exist comes when it is uploaded',
  'an upload beside the public prefixes is not to be had',
  'an upload with a hidden name is not to be had',
  'names of any kind reach both origins',
  'conditions and ranges spoil nothing that is not stored yet',
  'everything that was uploaded is taken away again',
]

/** Answers as it has once answered, for as long as the condition holds of the answer that there would be. */
function keeping(part: string, keeps: (now: Reply, kept: Reply) => boolean): Fault {
  const kept = new Map<string, Reply>()
  return {
    answer(now, { url = '' }) {
      if (!url.includes(part)) return {}
      const old = kept.get(url) ?? now
      const answer = keeps(now, old) ? old : now
      kept.set(url, answer)
      return answer
    },
  }
}

const on = (part: string, answer: (got: Reply, request: IncomingMessage) => Partial<Reply>): Fault => ({
  answer: (got, request) => (request.url?.includes(part) === true ? answer(got, request) : {}),
})

/** Once somebody has asked for a range, everybody gets no more. */
function spoiling(): Fault {
  let isSpoilt = false
  return on('/conditions.jpg', ({ body }, { headers }) => {
    isSpoilt ||= headers.range !== undefined
    return isSpoilt ? { body: body.subarray(0, 10) } : {}
  })
}

const FAULTS: readonly (readonly [what: string, fault: Fault, title: string])[] = [
  [
    'nothing is stored',
    on('/medium/photos/sizewright-check/', ({ headers }) => ({ headers: without('etag')(headers) })),
    TITLES[0]!,
  ],
  [
    'the edge is not purged',
    keeping('/boat.jpg', (now, old) => now.status === 200 && old.headers['etag'] !== undefined),
    TITLES[1]!,
  ],
  ['what was deleted stays', keeping('/boat.jpg', (now, old) => now.status === 404 && old.status === 200), TITLES[2]!],
  ['a 404 stays', keeping('/later.jpg', (_, old) => old.status === 404), TITLES[3]!],
  ['everything is public', on('/beside.jpg', () => ({ status: 200 })), TITLES[4]!],
  ['hidden names are served', on('/.boat.jpg', () => ({ status: 200 })), TITLES[5]!],
  ['a sign is lost on the way', { target: (target) => target.replace('%23', '') }, TITLES[6]!],
  [
    'the function makes another picture than is stored',
    on('%23', ({ body, headers }) => (headers['etag'] === undefined ? { body: Buffer.concat([body, body]) } : {})),
    TITLES[6]!,
  ],
  ['a range is kept for everybody', spoiling(), TITLES[7]!],
]

describe('the round trip', () => {
  it('holds, says how long things took, and leaves nothing', async () => {
    const outcomes = await travel({}, originals, 25_000)
    expect(titlesOf(outcomes, 'held')).toEqual(TITLES)
    expect(outcomes[1]?.message).toMatch(/^\d+\.\d s$/)
    expect(outcomes[6]?.message).toBe('5 of 5 were made for the request first')
    expect(await keysOf(originals)).toEqual([KEY])
  })

  it.each(FAULTS)('is red where %s', async (_, fault, title) => {
    expect(titlesOf(await travel(fault), 'failed')).toEqual([title])
    expect(await keysOf(originals)).toEqual([KEY])
  })

  it('is red all over where nothing can be uploaded', async () => {
    server.fault({
      method: 'PUT',
      key: /sizewright-check/,
      fault: { kind: 'refuse', status: 403, code: 'AccessDenied' },
    })
    const outcomes = await travel({})
    expect(titlesOf(outcomes, 'failed')).toEqual(TITLES.slice(0, -1))
    expect(outcomes[0]?.message).toMatch(/^it could not be tried: PutObject: 403 AccessDenied/)
    expect(outcomes[2]?.message).toBe('the upload that it needs did not get through')
  })

  it('goes on taking away where one thing cannot be, and names it', async () => {
    const refusing: Store = {
      ...originals,
      delete: (key, etag) =>
        key.endsWith('later.jpg') ? Promise.reject(new Error('no')) : originals.delete(key, etag),
    }
    const outcomes = await travel({}, refusing)
    expect(titlesOf(outcomes, 'failed')).toEqual([TITLES[8]])
    expect(outcomes[8]?.message).toMatch(/^delete it by hand: photos\/sizewright-check\/[-0-9a-f]+\/later\.jpg \(no\)$/)
    const left = (await keysOf(originals)).filter((key) => key !== KEY)
    expect(left).toEqual([expect.stringMatching(/later\.jpg$/)])
    const { etag } = (await originals.head(left[0]!))!
    await originals.delete(left[0]!, etag)
  })

  it('is not made where nobody says where to', async () => {
    expect(titlesOf(await travel({}, null), 'unseen')).toEqual(TITLES)
  })
})

describe('on the command line', () => {
  const options = () => ['--key', KEY, '--config', join(root, 'sizewright.config.ts')]

  it('uploads to where it is told, and ends with 0', async () => {
    const args = ['check', service.url, ...options(), '--upload-to', 's3://originals', '--json']
    const { code, output } = await runOnce(args)
    const { outcomes }: { outcomes: CheckOutcome[] } = JSON.parse(output)
    expect(outcomes.filter(({ outcome }) => outcome === 'failed')).toEqual([])
    expect(titlesOf(outcomes, 'held')).toEqual(expect.arrayContaining(TITLES))
    expect(code).toBe(0)
    expect(await keysOf(originals)).toEqual([KEY])
  })

  it('ends with 2 where the bucket does not answer', async () => {
    const { code, output } = await runOnce(['check', service.url, ...options(), '--upload-to', 's3://no-such-bucket'])
    expect([code, output]).toEqual([2, expect.stringContaining('s3://no-such-bucket does not answer: HeadBucket: 404')])
    expect(output).not.toMatch(/\n\s+at /)
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('takes everything away when it is stopped by %s', async (signal, code) => {
    const args = [MAIN, 'check', service.url, ...options(), '--upload-to', 's3://originals']
    const child = spawn(process.execPath, args, { stdio: 'ignore' })
    const ended = once(child, 'exit')
    await eventually(
      () => keysOf(originals),
      (keys) => keys.length > 1,
    )
    child.kill(signal)
    expect((await ended)[0]).toBe(code)
    expect(await keysOf(originals)).toEqual([KEY])
  })
})
