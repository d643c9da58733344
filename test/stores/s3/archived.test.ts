import { describe, expect, test } from 'vitest'
import { Archived } from '../../../src/errors.ts'
import type { Place } from '../../s3/archive.ts'
import { useS3 } from '../../s3/use.ts'
import { md5, put, read } from '../objects.ts'

const { open } = useS3()

async function openWithBoatIn(place: Place | null) {
  const opened = await open()
  await put(opened.store, 'boat.jpg', 'a boat')
  opened.server.move(opened.bucket, 'boat.jpg', place)
  return opened
}

/** Whether a listing says so, too: Intelligent-Tiering's tiers are in no listing. */
const AWAY: [string, Place, boolean][] = [
  ['Glacier Flexible Retrieval', { storageClass: 'GLACIER' }, true],
  ['Glacier Deep Archive', { storageClass: 'DEEP_ARCHIVE' }, true],
  ['Glacier, being restored', { storageClass: 'GLACIER', restore: 'ongoing' }, true],
  ['Intelligent-Tiering, archived', { storageClass: 'INTELLIGENT_TIERING', tier: 'ARCHIVE_ACCESS' }, false],
  ['Intelligent-Tiering, deeply', { storageClass: 'INTELLIGENT_TIERING', tier: 'DEEP_ARCHIVE_ACCESS' }, false],
  [
    'Intelligent-Tiering, being restored',
    { storageClass: 'INTELLIGENT_TIERING', tier: 'ARCHIVE_ACCESS', restore: 'ongoing' },
    false,
  ],
]

const AT_HAND: [string, Place | null][] = [
  ['Standard', null],
  ['Glacier, restored for a while', { storageClass: 'GLACIER', restore: 'restored' }],
  ['Deep Archive, restored for a while', { storageClass: 'DEEP_ARCHIVE', restore: 'restored' }],
  ['Glacier Instant Retrieval', { storageClass: 'GLACIER_IR' }],
  ['Infrequent Access', { storageClass: 'STANDARD_IA' }],
  ['Intelligent-Tiering, not archived', { storageClass: 'INTELLIGENT_TIERING', tier: null }],
]

describe('a bucket with an archived object', () => {
  test.each(AWAY)('says so: %s', async (_, place, isListed) => {
    const { store, server } = await openWithBoatIn(place)
    expect(await store.head('boat.jpg')).toMatchObject({ etag: md5('a boat'), size: 6, isArchived: true })
    const before = server.exchanges.length
    await expect(store.get('boat.jpg')).rejects.toBeInstanceOf(Archived)
    expect(server.exchanges.length - before).toBe(1)
    expect(await Array.fromAsync(store.list(), ({ isArchived = false }) => isArchived)).toEqual([isListed])
  })

  test.each(AT_HAND)('reads what is not away: %s', async (_, place) => {
    const { store } = await openWithBoatIn(place)
    expect(await store.head('boat.jpg')).not.toHaveProperty('isArchived')
    expect(await read(store, 'boat.jpg')).toBe('a boat')
    const [listed] = await Array.fromAsync(store.list())
    expect(listed).not.toHaveProperty('isArchived')
  })

  test('has a new object where it is replaced, and nothing where it is deleted', async () => {
    const { store } = await openWithBoatIn({ storageClass: 'GLACIER' })
    expect(
      await store.put(
        'boat.jpg',
        { body: Buffer.from('new'), contentType: 'x/y', metadata: {} },
        { etag: md5('a boat') },
      ),
    ).toBe(md5('new'))
    expect(await read(store, 'boat.jpg')).toBe('new')
    expect(await store.head('boat.jpg')).not.toHaveProperty('isArchived')
    expect(await store.delete('boat.jpg', md5('new'))).toBe(true)
  })
})
