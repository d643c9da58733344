import { PutObjectCommand } from '@aws-sdk/client-s3'
import { expect, it, onTestFinished } from 'vitest'
import { s3Store } from '../../src/stores/s3.ts'
import { jpegOf } from '../image/pictures.ts'
import { eventually, start } from '../local/running.ts'
import { environmentFor, startS3 } from '../s3/server.ts'
import { keysOf } from '../world.ts'

it('over buckets an archived original fails nowhere, and is made when a listing shows that it is restored', async () => {
  const server = await startS3()
  onTestFinished(() => server.close())
  for (const name of ['photos', 'made', 'failed']) await server.createBucket(name)
  const client = server.client()
  await client.send(new PutObjectCommand({ Bucket: 'photos', Key: 'boat.jpg', Body: await jpegOf(90, 60) }))
  server.move('photos', 'boat.jpg', { storageClass: 'DEEP_ARCHIVE' })
  const places = ['--originals', 's3://photos', '--processed', 's3://made', '--errors', 's3://failed']
  const service = await start([...places, '--poll', '1', '--port', '0'], undefined, environmentFor(server))
  const page = async (path: string) => String((await service.get(path)).body)
  await eventually(
    () => page('/healthz'),
    (text) => text.startsWith('ok\n1 original is archived, '),
  )
  expect((await service.get('/large/boat.jpg')).status).toBe(404)
  const list = await page('/')
  expect(list).toContain('Archived')
  expect(list).toContain('Can be made when it is restored')
  expect(list).not.toContain('#failed"') // where failures would be
  expect(await page('/_gallery/original?key=boat.jpg')).toContain('The original is archived')

  server.move('photos', 'boat.jpg', { storageClass: 'DEEP_ARCHIVE', restore: 'ongoing' })
  server.move('photos', 'boat.jpg', { storageClass: 'DEEP_ARCHIVE', restore: 'restored' })
  const made = s3Store({ client, bucket: 'made' })
  await eventually(
    () => keysOf(made),
    (keys) => keys.length === 7,
  )
  server.move('photos', 'boat.jpg', { storageClass: 'DEEP_ARCHIVE' })
  expect((await service.get('/large/boat.jpg')).status).toBe(200)
  await eventually(
    () => page('/healthz'),
    (text) => text === 'ok\n',
  )
  expect(await page('/')).not.toContain('Archived')
  expect(service.output()).toMatch(/^sizewright: boat.jpg: it is archived, /m)
  expect(await keysOf(s3Store({ client, bucket: 'failed' }))).toEqual([])
  expect(await service.stop()).toBe(0)
})
