import { PutObjectCommand } from '@aws-sdk/client-s3'
import { expect, it, onTestFinished, vi } from 'vitest'
import { openPlaces } from '../../../src/local/read-only/places.ts'
import type { S3Request } from '../../s3/requests.ts'
import { environmentFor, startS3 } from '../../s3/server.ts'

const place = (bucket: string) => ({ title: `s3://${bucket}`, bucket, prefix: '' })
const options = {
  site: 'https://images.example.com',
  originals: place('photos'),
  processed: place('made'),
  errors: place('failed'),
}

/** Buckets of which one has an object, at which only what is allowed may be looked. */
async function lookedAt(isAllowed: (request: S3Request) => boolean) {
  let isBegun = false
  const server = await startS3((request) => !isBegun || isAllowed(request))
  onTestFinished(() => server.close())
  for (const name of ['photos', 'made', 'failed']) await server.createBucket(name)
  const client = server.client()
  await client.send(new PutObjectCommand({ Bucket: 'made', Key: 'medium/boat.jpg', Body: 'x' }))
  client.destroy()
  for (const [name, value] of Object.entries(environmentFor(server))) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
  isBegun = true
  return openPlaces(options)
}

it('opens what may be listed and read', async () => {
  const places = await lookedAt(({ method }) => method === 'GET' || method === 'HEAD')
  expect((await places.processed.head('medium/boat.jpg'))?.size).toBe(1)
  places.close()
})

it.each([
  ['listed', ({ method, key }: S3Request) => key !== '' || method === 'HEAD', 's3://photos'],
  ['read', ({ key }: S3Request) => key === '', 's3://made'],
])('says at once which right is missing where nothing may be %s', async (_, isAllowed, where) => {
  await expect(lookedAt(isAllowed)).rejects.toThrow(
    expect.objectContaining({
      name: 'NotReady',
      message: expect.stringMatching(
        `^${where === 's3://photos' ? 's3://\\w+' : where} may not be looked at, which takes s3:ListBucket and s3:GetObject: `,
      ),
    }),
  )
})
