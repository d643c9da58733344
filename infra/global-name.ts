import { Names, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'

/**
 * The name of a resource of CloudFront, which has none of a region: it must be the only one in the account, so that the
 * same stack in a second region needs another. The names that CDK makes for some resources do not know of the region.
 *
 * @param id what it is in the construct
 * @returns at most 64 characters, which is what CloudFront takes for an origin access control
 */
export function globalName(scope: Construct, id: string): string {
  const name = Names.uniqueResourceName(scope, { maxLength: 64 - REGION - id.length - 2, separator: '-' })
  return `${name}-${id}-${Stack.of(scope).region}`
}

/** Characters that the longest name of a region has, `ap-southeast-1` and `us-gov-west-1` among them, and some more. */
const REGION = 18
