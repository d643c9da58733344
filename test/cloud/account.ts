import type { S3Client } from '@aws-sdk/client-s3'
import { type S3Server, startS3 } from '../s3/server.ts'
import { type Audit, createAudit } from './audit.ts'
import { type Clock, createClock } from './clock.ts'
import type { Deployment } from './deploy/deployment.ts'
import { createEdgeApi, type EdgeApi } from './edge/api.ts'
import type { Cache } from './edge/cache.ts'
import { listen } from './http.ts'
import { type Bucket, openBucket } from './objects.ts'
import { distributionArn } from './template/names.ts'

/** A stack in the account. */
interface Member {
  readonly stack: () => Deployment
  readonly cache: Cache
}

/** What all stacks of an account share, whatever their regions: S3, CloudFront, who may do what, and the time. */
export interface Account {
  /** The virtual time, in which four minutes are over at once. */
  readonly clock: Clock
  readonly s3: S3Server
  readonly edgeApi: EdgeApi
  /** Where CloudFront's interface is spoken. */
  readonly cloudfront: string
  readonly audit: Audit
  join(member: Member): void
  /**
   * Makes what a stack has for the first time, of those things whose names are everybody's.
   *
   * @throws Error where another region has one of its names
   */
  claim(stack: Deployment): Promise<void>
  /** @throws Error where there is none */
  readonly bucket: (name: string) => Bucket
  close(): Promise<void>
}

export async function openAccount(): Promise<Account> {
  const members: Member[] = []
  const regions = new Map<string, string>() // by the names that they have taken
  const buckets = new Map<string, Bucket>()
  const audit = createAudit(() => members.map(({ stack }) => stack().permissions))
  const edgeApi = createEdgeApi({
    permits: (signer, action, id) => audit.permits(signer, action, distributionArn(id)),
    invalidate(id, items) {
      const owner = members.find(({ stack }) => stack().distribution.id === id)
      if (owner === undefined) throw new Error(`there is no distribution ${id}`)
      owner.cache.invalidate(items)
    },
  })
  const s3 = await startS3(audit.permitsS3)
  const client: S3Client = s3.client()
  const cloudfront = await listen(edgeApi.answer)

  return {
    clock: createClock(),
    s3,
    edgeApi,
    cloudfront: cloudfront.endpoint,
    audit,
    join: (member) => void members.push(member),
    async claim({ globalNames, names: { region }, buckets: wanted }) {
      for (const name of [...globalNames, ...wanted]) {
        const owner = regions.get(name) ?? region
        if (owner !== region) throw new Error(`${name} already exists: the stack in ${owner} has it`)
        regions.set(name, region)
      }
      for (const name of wanted) {
        if (buckets.has(name)) continue
        buckets.set(name, openBucket(client, name))
        await s3.createBucket(name)
      }
    },
    bucket(name) {
      const found = buckets.get(name)
      if (found === undefined) throw new Error(`there is no bucket ${name}`)
      return found
    },
    async close() {
      cloudfront.close()
      client.destroy()
      await s3.close()
    },
  }
}
