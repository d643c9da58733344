import { Stack, Token } from 'aws-cdk-lib'
import type { Construct } from 'constructs'

/**
 * Where CloudFront keeps its metrics, whatever region the rest is in, and where it takes web ACLs from.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
 * https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html
 */
export const EDGE_REGION = 'us-east-1'

/** The region of a construct's stack; `undefined` where only the deployment knows it. */
export function regionOf(scope: Construct): string | undefined {
  const { region } = Stack.of(scope)
  return Token.isUnresolved(region) ? undefined : region
}

/** Ends a sentence on why something cannot be made in a stack. */
export function whereItIs(region: string | undefined): string {
  return region === undefined
    ? "and this stack's region is not known (its `env` says it; on the command line the profile or AWS_REGION, with credentials; of `npm run template` --region)"
    : `and this stack is in ${region}`
}
