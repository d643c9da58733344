import { expect, inject, it } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import type { Place } from '../s3/archive.ts'
import type { Change } from '../s3/objects.ts'
import { outdated } from './outdated.ts'
import { useCloud } from './use.ts'
import { fromPrimary, gist, linkTo } from './viewer.ts'

const start = useCloud()
const SWEEP = 240_000
const [GLACIER, TIER, AT_HAND] = ['photos/glacier.jpg', 'my pictures/tier.jpg', 'photos/at hand.jpg'] as const
const ARCHIVED = [GLACIER, TIER]

it('a rollout keeps what was made of archived originals, which are made anew when they are restored, and when that expires nothing is lost', async () => {
  const cloud = await start()
  const move = (key: string, to: Place, event?: Change['event']) => cloud.s3.move(cloud.originals.name, key, to, event)
  const of = async (key: string) => {
    const name = key.slice(key.indexOf('/'))
    return (await cloud.processed.keys()).filter((path) => path.endsWith(name)).length
  }
  const rollOut = async () => {
    const rollout = cloud.rollOut()
    await cloud.advance(2 * SWEEP)
    await rollout.done
  }
  for (const key of [GLACIER, TIER, AT_HAND]) await cloud.originals.put(key, await jpegOf(700, 500))
  await cloud.advance(SWEEP)
  const before = await cloud.get(linkTo('medium', GLACIER))

  // A lifecycle archives them, and then the sizes change.
  move(GLACIER, { storageClass: 'DEEP_ARCHIVE' })
  move(TIER, { storageClass: 'INTELLIGENT_TIERING', tier: 'ARCHIVE_ACCESS' })
  await cloud.redeploy(inject('assemblies').changed)
  await rollOut()
  expect(await Promise.all(ARCHIVED.map(of))).toEqual([7, 7])
  expect((await outdated(cloud)).filter((path) => path.endsWith('hand.jpg'))).toEqual([])
  expect(await outdated(cloud)).not.toEqual([])
  const after = await cloud.get(linkTo('medium', GLACIER))
  expect(gist(after)).toEqual(fromPrimary('image/jpeg'))
  expect(Buffer.compare(after.body, before.body)).toBe(0)
  for (const key of ARCHIVED) {
    const missing = await cloud.get(linkTo('banner', key))
    expect([missing.status, missing.from, missing.headers.get('cache-control')]).toEqual([
      404,
      'fallback',
      'max-age=60',
    ])
    expect(missing.body.toString()).toContain('its original is archived')
    expect((await cloud.get(linkTo('banner', key))).from).toBe('cache')
  }
  expect([...cloud.stack().queue.bodies(), ...cloud.stack().deadLetters.bodies()]).toEqual([])

  move(GLACIER, { storageClass: 'DEEP_ARCHIVE', restore: 'ongoing' })
  move(GLACIER, { storageClass: 'DEEP_ARCHIVE', restore: 'restored' }, 'ObjectRestore:Completed')
  move(TIER, { storageClass: 'INTELLIGENT_TIERING', tier: null }, 'ObjectRestore:Completed')
  await cloud.settle()
  expect(await outdated(cloud)).toEqual([])
  expect(await Promise.all(ARCHIVED.map(of))).toEqual([9, 9])
  await cloud.advance(SWEEP)
  expect(gist(await cloud.get(linkTo('banner', GLACIER)))).toEqual(fromPrimary('image/jpeg'))
  expect(Buffer.compare((await cloud.get(linkTo('medium', GLACIER))).body, before.body)).not.toBe(0)

  move(GLACIER, { storageClass: 'DEEP_ARCHIVE' }, 'ObjectRestore:Delete')
  await cloud.settle()
  expect(cloud.stack().queue.bodies()).toEqual([])
  await rollOut()
  expect(await Promise.all(ARCHIVED.map(of))).toEqual([9, 9])
  expect(await outdated(cloud)).toEqual([])
  expect(cloud.stack().deadLetters.bodies()).toEqual([])
})

it('EventBridge tells of a restore as well', async () => {
  const cloud = await start('bridged')
  cloud.events.hold()
  await cloud.originals.put(GLACIER, await jpegOf(70, 50))
  cloud.events.release(() => [])
  cloud.s3.move(cloud.originals.name, GLACIER, { storageClass: 'GLACIER' })
  cloud.s3.move(
    cloud.originals.name,
    GLACIER,
    { storageClass: 'GLACIER', restore: 'restored' },
    'ObjectRestore:Completed',
  )
  await cloud.settle()
  expect(await cloud.processed.keys()).toHaveLength(7)
})
