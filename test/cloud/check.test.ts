import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createAsk } from '../../src/check/ask.ts'
import { type CheckOutcome, runCheck } from '../../src/check/outcomes.ts'
import { planFor } from '../../src/check/plan.ts'
import { createUploadChecks } from '../../src/check/upload-checks.ts'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { s3Store } from '../../src/stores/s3.ts'
import { startProxy } from '../check/proxy.ts'
import { linesOf, recordRequests } from '../check/recorded.ts'
import { jpegOf } from '../image/pictures.ts'
import { runOnce } from '../local/running.ts'
import { environmentFor } from '../s3/server.ts'
import type { Cloud } from './cloud.ts'
import { first } from './configs.ts'
import { overHttp } from './over-http.ts'
import { useCloud } from './use.ts'

const start = useCloud()
const KEY = 'photos/été 1+1 (2)%.jpg'

/** The round trip alone, by a stack in which something is broken. */
async function roundTrip(cloud: Cloud): Promise<string[]> {
  const settings = resolveConfig(first)
  const subject = {
    ask: createAsk(await overHttp(cloud)),
    key: KEY,
    settings,
    catalogue: createCatalogue(settings, []),
  }
  const store = s3Store({ client: cloud.s3.client(), bucket: cloud.originals.name, prefix: '' })
  const red: string[] = []
  for (const one of createUploadChecks(store, 3000).checks) {
    const { outcome, title } = await runCheck(one, subject)
    if (outcome === 'failed') red.push(title)
  }
  expect(await cloud.originals.keys()).toEqual([])
  return red
}

it('edges that are not purged are noticed, and what was uploaded is taken away all the same', async () => {
  const cloud = await start()
  cloud.refuseInvalidations(Infinity)
  expect(await roundTrip(cloud)).toEqual(
    expect.arrayContaining(['a replaced picture is replaced at the edge', 'a deleted picture is gone from the edge']),
  )
})

it('an upload of which nobody is told is noticed', async () => {
  const cloud = await start()
  cloud.events.hold()
  expect(await roundTrip(cloud)).toContain('a replaced picture is replaced at the edge')
})

it('all of it holds for the cloud, the round trip included, which leaves nothing behind', async () => {
  const cloud = await start()
  await cloud.originals.put(KEY, await jpegOf(1600, 1000))
  const folder = await mkdtemp(join(tmpdir(), 'sizewright-check-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const config = join(folder, 'sizewright.config.ts')
  await writeFile(config, `export default ${JSON.stringify(first)}`)
  const recorded = recordRequests()
  const url = await startProxy((await overHttp(cloud)).origin, { target: recorded.note })
  const place = `s3://${cloud.originals.name}`
  const before = cloud.s3.exchanges.length
  const args = ['check', url.origin, '--key', KEY, '--config', config, '--upload-to', place, '--json']
  const { code, output } = await runOnce(args, environmentFor(cloud.s3))
  const { outcomes }: { outcomes: CheckOutcome[] } = JSON.parse(output)
  const told = (wanted: CheckOutcome['outcome']) =>
    outcomes.filter(({ outcome }) => outcome === wanted).map(({ title, message }) => `${title}: ${message}`)
  expect(told('failed')).toEqual([])
  expect(told('held')).toEqual(
    expect.arrayContaining([
      'a picture that was asked for comes from the cache: Hit from cloudfront',
      'names of any kind reach both origins: 5 of 5 were made for the request first',
    ]),
  )
  expect(told('unseen').map((line) => line.slice(0, line.indexOf(':')))).toEqual([
    'a large answer arrives whole',
    '503 is not kept',
    'nothing is lost while a permission is missing',
    'dead letters come back',
    'a rollout succeeds, and can be stopped',
    'the dashboard has numbers',
    'private pictures need a signature',
    'what is in an archive stays',
  ])
  expect(code).toBe(0)
  expect(await cloud.originals.keys()).toEqual([KEY])
  const uploaded = cloud.s3.exchanges
    .slice(before)
    .filter(({ method, bucket }) => ['PUT', 'DELETE'].includes(method) && bucket === cloud.originals.name)
  const [, uploads = ''] = /(sizewright-check\/[^/]+)\//.exec(uploaded[0]?.key ?? '') ?? []
  const settings = resolveConfig(first)
  const catalogue = createCatalogue(settings, [])
  const plan = planFor({ ask: createAsk(url), key: KEY, settings, catalogue }, uploads)
  expect([...recorded.lines].toSorted()).toEqual([...linesOf(plan)].toSorted())
  const writes = plan.uploads.flatMap(({ key, isReplaced }) =>
    (isReplaced ? ['PUT', 'PUT', 'DELETE'] : ['PUT', 'DELETE']).map((method) => `${method} ${key}`),
  )
  expect(uploaded.map(({ method, key }) => `${method} ${key}`).toSorted()).toEqual(writes.toSorted())
})
