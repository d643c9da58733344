import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import { s3Store } from '../../src/stores/s3.ts'
import { jpegOf } from '../image/pictures.ts'
import { eventually, start } from '../local/running.ts'
import { keysOf } from '../stores/objects.ts'
import { useForeignBucket } from './server.ts'

const { client, bucket } = useForeignBucket()
const KEY = 'été 1+1 (2)%.jpg'

/** What the server is spoken to by, as a user sets it. */
function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || !name.startsWith('AWS_') ? [] : [[name, value]],
    ),
  )
}

it('two processes serve over the server: an upload, an overwrite, a deletion, a broken file', async () => {
  const places = ['originals', 'processed', 'errors'].flatMap((name) => [`--${name}`, `s3://${bucket}/${name}`])
  const args = [...places, '--poll', '1', '--port', '0']
  const services = [await start(args, undefined, environment()), await start(args, undefined, environment())]
  const upload = async (key: string, Body: Uint8Array) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key: `originals/${key}`, Body }))
  const remove = async (key: string) =>
    client.send(new DeleteObjectCommand({ Bucket: bucket, Key: `originals/${key}` }))
  const keysIn = (name: string) => async () =>
    (await keysOf(s3Store({ client, bucket, prefix: `${name}/` }))).filter((key) => !key.startsWith('!'))
  const target = `/large/${encodeURIComponent(KEY)}`

  await upload(KEY, await jpegOf(900, 600))
  await upload('text.jpg', Buffer.from('hello'))
  await eventually(keysIn('processed'), (keys) => keys.length === 7)
  await eventually(keysIn('errors'), (keys) => keys.length === 1)
  const etagsNow = async () => Promise.all(services.map(async ({ get }) => (await get(target)).headers['etag']))
  const [before] = await eventually(etagsNow, ([one, other]) => one !== undefined && one === other)
  await upload(KEY, await jpegOf(600, 900))
  await eventually(etagsNow, ([one, other]) => one !== undefined && one === other && one !== before)
  await remove(KEY)
  await remove('text.jpg')
  await eventually(keysIn('processed'), (keys) => keys.length === 0)
  await eventually(keysIn('errors'), (keys) => keys.length === 0)
  for (const { get, stop } of services) {
    expect((await get(target)).status).toBe(404)
    expect(await stop()).toBe(0)
  }
})
