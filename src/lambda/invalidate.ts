import { randomUUID } from 'node:crypto'
import { type CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront'
import type { Purge } from '../core/ports.ts'

/**
 * Purges by cache tag, one call whatever the number of tags.
 *
 * @throws TooManyInvalidationsInProgress, among others: what asked for the purge must then come again
 */
export function invalidateTags(client: CloudFrontClient, distribution: string): Purge {
  return async (tags) => {
    await client.send(
      new CreateInvalidationCommand({
        DistributionId: distribution,
        InvalidationBatch: {
          // CloudFront ignores a call that repeats a reference, so one made of the tags would swallow a later purge.
          CallerReference: randomUUID(),
          Paths: { Quantity: tags.length, Items: tags.map((tag) => `#${tag}`) },
        },
      }),
    )
  }
}
