import { describe, expect, test } from 'vitest'
import { useS3 } from '../../s3/use.ts'
import { keysOf, put } from '../objects.ts'

const { open } = useS3()
const HEADER = 'x-amz-optional-object-attributes'

async function openWithBoat() {
  const opened = await open()
  await put(opened.store, 'boat.jpg', 'a boat')
  const before = opened.server.exchanges.length
  return { ...opened, asked: () => opened.server.exchanges.slice(before).map(({ headers }) => HEADER in headers) }
}

describe('a server that knows no optional attributes', () => {
  test.each([
    [501, 'NotImplemented'],
    [400, 'NotImplemented'],
    [400, 'InvalidArgument'],
  ])('and says so by %i %s is listed without them, from then on', async (status, code) => {
    const { server, store, bucket, asked } = await openWithBoat()
    server.fault({ bucket, header: HEADER, fault: { kind: 'refuse', status, code } })
    expect(await keysOf(store)).toEqual(['boat.jpg'])
    expect(await keysOf(store)).toEqual(['boat.jpg'])
    expect(asked()).toEqual([true, false, false])
  })
})

describe('a listing', () => {
  test('that is refused without them, too, fails, and the next one asks for them again', async () => {
    const { server, store, bucket, asked } = await openWithBoat()
    server.fault({ bucket, times: 2, fault: { kind: 'refuse', status: 400, code: 'InvalidArgument' } })
    await expect(keysOf(store)).rejects.toMatchObject({ name: 'S3Fault', status: 400 })
    expect(await keysOf(store)).toEqual(['boat.jpg'])
    expect(asked()).toEqual([true, false, true])
  })

  test('that is refused for another reason is not repeated', async () => {
    const { server, store, bucket, asked } = await openWithBoat()
    server.fault({ bucket, header: HEADER, fault: { kind: 'refuse', status: 403, code: 'AccessDenied' } })
    await expect(keysOf(store)).rejects.toMatchObject({ name: 'S3Fault', status: 403 })
    expect(asked()).toEqual([true])
  })
})
