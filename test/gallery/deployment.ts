import { createServer } from 'node:http'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { onTestFinished } from 'vitest'
import { printPath } from '../../src/path.ts'
import { s3Store } from '../../src/stores/s3.ts'
import { readAll } from '../../src/stores/store.ts'
import { eventually, type Running, start } from '../local/running.ts'
import { environmentFor, type S3Server, startS3 } from '../s3/server.ts'
import type { S3Request } from '../s3/requests.ts'
import { keysOf } from '../world.ts'

export const PLACES = ['--originals', 's3://photos/in', '--processed', 's3://made', '--errors', 's3://failed']

/** Three buckets that a service has filled and nobody works on any more, and where their visitors get the pictures. */
export interface Deployment {
  readonly server: S3Server
  /** Stands for the distribution: serves what is stored. */
  readonly site: string
  /** The paths that it was asked for. */
  readonly visits: readonly string[]
  /** What was asked of S3 since the view was started that a policy with List and Get does not allow: method and key. */
  refused(): string[]
  /** Starts a view of it, which may list and get. */
  view(args?: readonly string[]): Promise<Running>
}

/** Whether `s3:ListBucket` and `s3:GetObject` allow it: ListObjectsV2, HeadBucket, GetObject and HeadObject. */
function isLook({ method, key, query }: S3Request): boolean {
  if (key === '') return method === 'HEAD' || (method === 'GET' && query.get('list-type') === '2')
  return (method === 'GET' && query.get('acl') === null && query.get('tagging') === null) || method === 'HEAD'
}

/** @param pictures by key; those that cannot be decoded are to be among the errors */
export async function deployed(
  pictures: Readonly<Record<string, Uint8Array>>,
  { made, failed }: { readonly made: number; readonly failed: number },
): Promise<Deployment> {
  const refused: string[] = []
  let isView = false
  const server = await startS3((request) => {
    if (!isView || isLook(request)) return true
    refused.push(`${request.method} ${request.bucket}/${request.key}`)
    return false
  })
  onTestFinished(() => server.close())
  for (const name of ['photos', 'made', 'failed']) await server.createBucket(name)
  const client = server.client()
  onTestFinished(() => client.destroy())
  for (const [key, Body] of Object.entries(pictures)) {
    await client.send(new PutObjectCommand({ Bucket: 'photos', Key: `in/${key}`, Body }))
  }
  const service = await start([...PLACES, '--port', '0'], undefined, environmentFor(server))
  const processed = s3Store({ client, bucket: 'made' })
  await eventually(
    () => keysOf(processed),
    (keys) => keys.length === made,
  )
  await eventually(
    () => keysOf(s3Store({ client, bucket: 'failed' })),
    (keys) => keys.filter((key) => !key.startsWith('.')).length === failed,
  )
  await service.stop()

  const visits: string[] = []
  const distribution = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    visits.push(path)
    const [, name = '', ...segments] = path.split('/').map(decodeURIComponent)
    void processed.get(printPath(name, segments.join('/'))).then(async (stored) => {
      if (stored === null) return response.writeHead(404).end()
      const bytes = await readAll(stored.body)
      return response.writeHead(200, { 'Content-Type': stored.contentType, 'Cache-Control': 'max-age=60' }).end(bytes)
    })
  })
  onTestFinished(() => distribution.close().closeAllConnections())
  await new Promise<void>((resolve) => distribution.listen(0, '127.0.0.1', resolve))
  const address = distribution.address()
  const site = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`

  return {
    server,
    site,
    visits,
    refused: () => refused,
    view: async (args = []) => {
      isView = true
      return start([...PLACES, '--read-only', '--url', site, '--port', '0', ...args], undefined, environmentFor(server))
    },
  }
}
