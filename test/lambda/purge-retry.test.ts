import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { afterEach, expect, it, vi } from 'vitest'
import { invalidateTags, PURGE_MS, PURGE_TRIES } from '../../src/lambda/invalidation.ts'
import { purgeRetry } from '../../src/lambda/purge-retry.ts'

afterEach(() => void vi.restoreAllMocks())

/** CloudFront on this machine, which takes a call when it has refused so many; gives what came of one and how often it was asked. */
async function purgeRefusedBy(status: number, code: string, times: number) {
  let asked = 0
  const answer: RequestListener = (request, response) => {
    asked += 1
    request.resume()
    const refusal = `<ErrorResponse><Error><Code>${code}</Code></Error></ErrorResponse>`
    if (asked > times) response.writeHead(201).end('<Invalidation><Id>I1</Id></Invalidation>')
    else response.writeHead(status).end(refusal)
  }
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const client = new CloudFrontClient({
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: PURGE_TRIES,
    retryStrategy: purgeRetry,
  })
  const [result] = await Promise.allSettled([invalidateTags(client, 'E1')(['tag'])])
  client.destroy()
  server.closeAllConnections()
  server.close()
  return [result.status === 'fulfilled' ? 'accepted' : result.reason.name, asked]
}

it.each([
  [400, 'Throttling', 4, 'accepted', 5],
  [503, 'ServiceUnavailable', 4, 'accepted', 5],
  [400, 'Throttling', 5, 'Throttling', 5],
  [400, 'TooManyInvalidationsInProgress', 1, 'TooManyInvalidationsInProgress', 1],
  [403, 'AccessDenied', 1, 'AccessDenied', 1],
])('a call that is answered with %i %s %i times is %s after %i tries', async (status, code, times, result, tries) => {
  vi.spyOn(Math, 'random').mockReturnValue(0)
  expect(await purgeRefusedBy(status, code, times)).toEqual([result, tries])
})

it('the pauses of a call are as long in all as is kept for it, and no longer', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(1)
  let token = await purgeRetry.acquireInitialRetryToken('')
  const pauses: number[] = []
  for (let tries = 1; tries < PURGE_TRIES; tries += 1) {
    token = await purgeRetry.refreshRetryTokenForRetry(token, { errorType: 'THROTTLING' })
    pauses.push(token.getRetryDelay())
  }
  expect(pauses).toEqual([500, 1000, 2000, 4000])
  expect(pauses.reduce((sum, pause) => sum + pause)).toBe(PURGE_MS)
  await expect(purgeRetry.refreshRetryTokenForRetry(token, { errorType: 'THROTTLING' })).rejects.toThrow(
    'not tried again',
  )
})
