import { inject, expect, it, onTestFinished } from 'vitest'
import { cacheTag } from '../../src/core/stored.ts'
import { jpegOf } from '../image/pictures.ts'
import { type Account, openAccount } from './account.ts'
import { startCloud } from './cloud.ts'
import { fromPrimary, gist } from './viewer.ts'

const BOAT = 'photos/boat.jpg'
const SWEEP = 240_000

async function deployIn(account: Account, assembly: 'first' | 'sydney') {
  const cloud = await startCloud(inject('assemblies')[assembly], account)
  onTestFinished(() => cloud.close())
  await cloud.settle()
  return cloud
}

/** The same stack in Ireland and in Sydney. */
async function both() {
  const account = await openAccount()
  onTestFinished(() => account.close())
  return { account, ireland: await deployIn(account, 'first'), sydney: await deployIn(account, 'sydney') }
}

it('the same stack is deployed into a second region, and no name of the account is there twice', async () => {
  const { ireland, sydney } = await both()
  expect([ireland, sydney].map((cloud) => cloud.stack().names.region)).toEqual(['eu-west-1', 'ap-southeast-2'])
  // The policies of cache and headers, the edge function and both origin access controls.
  for (const cloud of [ireland, sydney]) expect(cloud.stack().globalNames).toHaveLength(5)
})

it('whereas a name without its region is refused, as AWS does', async () => {
  const { account, ireland } = await both()
  const { names } = ireland.stack()
  const elsewhere = { ...ireland.stack(), buckets: [], names: { ...names, region: 'us-east-1' } }
  await expect(account.claim(elsewhere)).rejects.toThrow('already exists: the stack in eu-west-1 has it')
})

it('each serves what is in its own buckets, and purges its own distribution', async () => {
  const { ireland, sydney } = await both()
  await ireland.originals.put(BOAT, await jpegOf(80, 60))
  await ireland.settle()
  await sydney.settle()
  expect(gist(await ireland.get(`/medium/${BOAT}`))).toEqual(fromPrimary('image/jpeg'))
  expect((await sydney.get(`/medium/${BOAT}`)).status).toBe(404)
  expect(await sydney.processed.keys()).toEqual([])

  await sydney.originals.put(BOAT, await jpegOf(60, 60))
  await sydney.advance(SWEEP)
  await ireland.settle()
  const kept = await ireland.get(`/medium/${BOAT}`)
  expect(kept.from).toBe('cache')
  expect(gist(await sydney.get(`/medium/${BOAT}`))).toEqual(fromPrimary('image/jpeg'))

  await sydney.originals.put(BOAT, await jpegOf(70, 60))
  await sydney.settle()
  expect(sydney.invalidations.map(({ items }) => items)).toEqual([[`#${cacheTag(BOAT)}`]])
  expect(ireland.invalidations).toEqual([])
  expect((await ireland.get(`/medium/${BOAT}`)).from).toBe('cache')
  expect((await sydney.get(`/medium/${BOAT}`)).from).toBe('primary')

  await ireland.originals.remove(BOAT)
  await ireland.settle()
  expect(await ireland.processed.keys()).toEqual([])
  expect(await sydney.processed.keys()).toHaveLength(8) // it has a size for link previews, too
})

it('neither may touch what is the other’s', async () => {
  const { account, ireland, sydney } = await both()
  const { permissions, reconcile, distribution, queue } = sydney.stack()
  const role = reconcile.environment['AWS_ACCESS_KEY_ID']!
  expect(permissions.has(role)).toBe(true)
  const own = [`arn:aws:s3:::${sydney.processed.name}/x`, `arn:aws:s3:::${ireland.processed.name}/x`]
  expect(own.map((resource) => permissions.permits(role, 's3:PutObject', resource))).toEqual([true, false])
  const queues = [queue.arn, ireland.stack().queue.arn]
  expect(queues.map((arn) => permissions.permits(role, 'sqs:SendMessage', arn))).toEqual([true, false])
  const edges = [distribution.id, ireland.stack().distribution.id].map((id) => id)
  expect(new Set(edges).size).toBe(2)
  expect(account.audit.violations(() => true)).toEqual([])
})
