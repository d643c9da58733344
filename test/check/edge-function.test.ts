import { expect, it } from 'vitest'
import { edgeFunctionCheck } from '../../src/check/edge-function.ts'
import type { Subject } from '../../src/check/check.ts'
import { runCheck } from '../../src/check/outcomes.ts'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { edgeText, readEdgeSource } from '../../src/edge/ship.ts'
import type { EdgeEvent } from '../edge/events.ts'
import { type AccountState, startAws } from './aws.ts'

const HOST = 'images.example.com'

const settings = resolveConfig({ prefixes: ['photos/été/'] })
const catalogue = createCatalogue(settings, [])
const text = edgeText(readEdgeSource(), catalogue.table)
const subject: Subject = {
  ask: () => Promise.reject(new Error('nothing is asked of the service')),
  key: 'photos/été/a b.jpg',
  settings,
  catalogue,
}

async function run(state: AccountState, other: object = {}) {
  const { config, asked } = await startAws({ domains: [HOST], ...state })
  return { ...(await runCheck(edgeFunctionCheck(HOST, { ...config, ...other }), subject)), asked }
}

it('the share of the most expensive of some requests is told, where the real function does as it must', async () => {
  const tried = new Set<string>()
  const share = ({ request: { uri, headers } }: EdgeEvent) => {
    tried.add(uri)
    return (headers['accept']?.value.length ?? 0) > 500 ? 41 : 12
  }
  const { outcome, message, asked } = await run({ edge: { text, share } })
  expect(message).toBe('a long Accept takes 41 % of the time that CloudFront allows')
  expect(outcome).toBe('held')
  expect(new Set(asked)).toEqual(
    new Set(['cloudfront:ListDistributions', 'cloudfront:DescribeFunction', 'cloudfront:TestFunction']),
  )
  expect([...tried]).toContain('/no-such-size/nothing')
  expect([...tried].some((uri) => uri.length > 700)).toBe(true)
})

it('one that takes more than half of its time fails, unless it did so once', async () => {
  const { outcome, message } = await run({ edge: { text, share: () => 51 } })
  expect([outcome, message]).toEqual([
    'failed',
    'the picture takes 51 % of the time that CloudFront allows, where 50 % would be comfortable',
  ])
  let calls = 0
  const once = await run({ edge: { text, share: () => ((calls += 1) === 1 ? 90 : 20) } })
  expect(once.outcome).toBe('held')
})

it.each([
  ['throws', 'function handler() { throw new Error("broken") }', 'of the picture it makes an error: Error: broken'],
  ['refuses the picture', text.replaceAll('photos/', 'others/'), 'of the picture it makes 404, not request'],
  [
    'lets everything through',
    'function handler(event) { return event.request }',
    'of a size that there is not it makes request, not 404',
  ],
])('a function that %s is noticed', async (_, wrong, wanted) => {
  const { outcome, message } = await run({ edge: { text: wrong, share: () => 1 } })
  expect([outcome, message]).toEqual(['failed', wanted])
})

it.each([
  ['that the domain is in another account', { domains: ['www.example.org'] }, {}, 'no distribution of the account has'],
  ['that they may not', { denied: ['cloudfront:TestFunction'] }, {}, 'may not cloudfront:TestFunction'],
  ['that they are unknown', {}, { credentials: { accessKeyId: 'X', secretAccessKey: 'x' } }, 'AWS does not know these'],
  ['that there is no share', { edge: { text, share: () => undefined } }, {}, 'does not say what share'],
])('nothing is told where it cannot be seen, and %s', async (_, state, other, wanted) => {
  const { outcome, message } = await run({ edge: { text, share: () => 1 }, ...state }, other)
  expect([outcome, message]).toEqual(['unseen', expect.stringContaining(wanted)])
})

it('a domain with a star is one of the distribution', async () => {
  const { outcome } = await run({ domains: ['*.example.com'], edge: { text, share: () => 1 } })
  expect(outcome).toBe('held')
})
