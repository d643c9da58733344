import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import sharp from 'sharp'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createS3Client, s3Store } from '../../src/stores/s3.ts'
import { jpegOf } from '../image/pictures.ts'
import { startEmulator } from '../s3/emulator.ts'
import { CREDENTIALS, environmentFor, REGION, startS3 } from '../s3/server.ts'
import { keysOf } from '../world.ts'
import { eventually, runOnce, start } from '../local/running.ts'
import { OWN, send } from '../local/send.ts'

const PLACES = ['--originals', 's3://photos/in', '--processed', 's3://photos/made', '--errors', 's3://photos-failed']

async function serving(pollSeconds = 1) {
  const server = await startS3()
  onTestFinished(() => server.close())
  await server.createBucket('photos')
  await server.createBucket('photos-failed')
  const service = await start(
    [...PLACES, '--poll', String(pollSeconds), '--port', '0'],
    undefined,
    environmentFor(server),
  )
  const client = server.client()
  const processed = s3Store({ client, bucket: 'photos', prefix: 'made/' })
  const errors = s3Store({ client, bucket: 'photos-failed' })
  const upload = async (key: string, body: Uint8Array) =>
    client.send(new PutObjectCommand({ Bucket: 'photos', Key: `in/${key}`, Body: body }))
  const remove = async (key: string) => client.send(new DeleteObjectCommand({ Bucket: 'photos', Key: `in/${key}` }))
  return { server, service, upload, remove, processed: () => keysOf(processed), errors: () => keysOf(errors) }
}

describe('three buckets', () => {
  it('are served as folders are: uploads, overwrites, deletions, broken files', async () => {
    const { service, upload, remove, processed, errors } = await serving()
    const key = 'été 1+1 (2)%.jpg'
    await upload(key, await jpegOf(900, 600))
    await upload('text.jpg', Buffer.from('hello'))
    await eventually(processed, (keys) => keys.length === 7)
    await eventually(errors, (keys) => keys.length === 1)
    const target = `/large/${encodeURIComponent(key)}`
    const answer = await service.get(target, { accept: 'image/webp' })
    expect([answer.status, answer.headers['content-type'], answer.headers['etag']]).toEqual([
      200,
      'image/webp',
      expect.stringMatching(/^"[0-9a-f]{32}"$/),
    ])
    await upload(key, await jpegOf(600, 900))
    await eventually(
      async () => (await sharp((await service.get(target)).body).metadata()).height,
      (height) => height === 900,
    )
    await remove(key)
    await remove('text.jpg')
    await eventually(processed, (keys) => keys.length === 0)
    await eventually(errors, (keys) => keys.length === 0)
    expect((await service.get(target)).status).toBe(404)
    expect(await service.stop()).toBe(0)
  })

  it('keep nothing of what was asked for and deleted between two listings', async () => {
    const { service, upload, remove, processed } = await serving(4)
    await upload('boat.jpg', await jpegOf(300, 200))
    expect((await service.get('/large/boat.jpg')).status).toBe(200)
    await eventually(processed, (keys) => keys.length === 7)
    await remove('boat.jpg')
    await eventually(processed, (keys) => keys.length === 0)
    await service.stop()
  })

  it('take what is dropped on the page, and know whose place it takes', async () => {
    const { server, service, processed } = await serving()
    const put = (headers: Record<string, string>, body: Uint8Array) =>
      send(service.url, '/_gallery/originals?key=a/boat.jpg', 'PUT', { ...OWN, ...headers }, body)
    expect((await put({}, await jpegOf(90, 60))).status).toBe(201)
    await eventually(processed, (keys) => keys.length === 7)
    const refused = await put({}, await jpegOf(60, 90))
    const taken: { etag: string } = JSON.parse(refused.text)
    expect([refused.status, taken]).toEqual([409, expect.objectContaining({ free: 'a/boat-2.jpg' })])
    expect((await put({ 'If-Match': '"00000000000000000000000000000000"' }, await jpegOf(60, 90))).status).toBe(409)
    expect((await put({ 'If-Match': `"${taken.etag}"` }, await jpegOf(60, 90))).status).toBe(201)
    const originals = s3Store({ client: server.client(), bucket: 'photos', prefix: 'in/' })
    expect(await keysOf(originals)).toEqual(['a/boat.jpg'])
    expect((await originals.head('a/boat.jpg'))?.contentType).toBe('image/jpeg')
    server.fault({ method: 'PUT', key: /^in\//, fault: { kind: 'refuse', status: 403, code: 'AccessDenied' } })
    const fault = await put({}, await jpegOf(90, 90))
    expect([fault.status, fault.text]).toEqual([
      500,
      '{"message":"something went wrong here: the console of the service says what"}',
    ])
    expect(service.output()).toContain('AccessDenied')
    await service.stop()
  })

  it('lose nothing while the originals refuse to answer', async () => {
    const { server, service, upload, remove, processed } = await serving()
    await upload('boat.jpg', await jpegOf(90, 60))
    await eventually(processed, (keys) => keys.length === 7)
    for (const method of ['GET', 'HEAD']) {
      server.fault({ method, key: /^in\//, fault: { kind: 'refuse', status: 403, code: 'AccessDenied' } })
    }
    await upload('pier.jpg', await jpegOf(90, 60))
    expect((await service.get('/large/pier.jpg')).status).toBe(500)
    await new Promise((resolve) => setTimeout(resolve, 2500)) // some looks at the listing
    expect((await processed()).length).toBe(7)
    server.clearFaults()
    await remove('boat.jpg')
    await eventually(processed, (keys) => keys.length === 7 && keys.every((path) => path.endsWith('/pier.jpg')))
    await service.stop()
  })
})

it('a first listing that fails is one line and is tried again, and nothing is missed until it comes about', async () => {
  const server = await startS3()
  onTestFinished(() => server.close())
  for (const name of ['photos', 'photos-failed']) await server.createBucket(name)
  const put = async (key: string) =>
    server.client().send(new PutObjectCommand({ Bucket: 'photos', Key: `in/${key}`, Body: await jpegOf(90, 60) }))
  await put('boat.jpg')
  server.fault({ method: 'GET', key: '', fault: { kind: 'refuse', status: 403, code: 'AccessDenied' } })
  const service = await start([...PLACES, '--poll', '1', '--port', '0'], undefined, environmentFor(server))
  await eventually(
    async () => service.output(),
    (output) => output.includes('cannot be listed'),
  )
  expect((await service.get('/medium/boat.jpg')).status).toBe(200) // made for this request, with its siblings
  await put('pier.jpg')
  server.clearFaults()
  const processed = s3Store({ client: server.client(), bucket: 'photos', prefix: 'made/' })
  await eventually(
    () => keysOf(processed),
    (keys) => keys.length === 14,
  )
  const [listening = '', ...lines] = service.output().trim().split('\n').toSorted()
  expect(listening).toBe(`sizewright: ${service.url}`)
  expect(new Set(lines)).toEqual(
    new Set([
      expect.stringMatching(/^sizewright: the originals cannot be listed, which is tried again: .*403 AccessDenied/),
    ]),
  )
  expect(await service.stop()).toBe(0)
})

it('a service whose first listing never comes about can be stopped', async () => {
  const server = await startS3()
  onTestFinished(() => server.close())
  for (const name of ['photos', 'photos-failed']) await server.createBucket(name)
  server.fault({ method: 'GET', key: '', fault: { kind: 'refuse', status: 403, code: 'AccessDenied' } })
  const service = await start([...PLACES, '--port', '0'], undefined, environmentFor(server))
  expect(await service.stop()).toBe(0)
})

describe('buckets are refused at the start', () => {
  it.each([
    [
      'that overlap',
      ['--originals', 's3://a', '--processed', 's3://a/made', '--errors', 's3://b'],
      's3://a and s3://a/made overlap',
    ],
    ['of which one is missing', ['--originals', 's3://a', '--processed', 's3://b'], 'go together'],
    ['beside a folder', ['pictures', '--originals', 's3://a'], 'only one place of originals'],
  ])('%s', async (_, args, words) => {
    const { code, output } = await runOnce(args)
    expect([code, output]).toEqual([2, expect.stringContaining(words)])
    expect(output.trim().split('\n')).toHaveLength(1)
  })

  it('that are not there', async () => {
    const server = await startS3()
    onTestFinished(() => server.close())
    const { code, output } = await runOnce([...PLACES, '--port', '0'], environmentFor(server))
    expect([code, output]).toEqual([1, expect.stringMatching(/^sizewright: s3:\/\/photos\S* does not answer: .*\n$/)])
  })

  it('whose server ignores conditions', async () => {
    const emulator = await startEmulator() // accepts every conditional write and deletion without looking
    onTestFinished(() => emulator.close())
    const client = createS3Client({ endpoint: emulator.endpoint, region: REGION, credentials: CREDENTIALS })
    const { CreateBucketCommand } = await import('@aws-sdk/client-s3')
    for (const Bucket of ['photos', 'photos-failed']) await client.send(new CreateBucketCommand({ Bucket }))
    const { code, output } = await runOnce([...PLACES, '--port', '0'], {
      AWS_ENDPOINT_URL_S3: emulator.endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    })
    expect([code, output]).toEqual([
      1,
      expect.stringContaining('it replaces an object where it must not (If-None-Match: *); it '),
    ])
  })
})
