import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2'
import type { Construct } from 'constructs'

/** How long WAF counts the requests of an address, in seconds; it looks every ten or so. */
const WINDOW = 300

/**
 * A web ACL that lets everything pass but an address that asks for too much: that gets 429 until it asks for less. It
 * stands before the edge function, so that what it blocks costs neither that nor an origin.
 * https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
 *
 * @param scope must be in us-east-1
 * @param rateLimit requests in five minutes
 */
export function createWebAcl(scope: Construct, rateLimit: number): CfnWebACL {
  const visible = (metricName: string) => ({
    metricName,
    cloudWatchMetricsEnabled: true,
    sampledRequestsEnabled: true,
  })
  return new CfnWebACL(scope, 'WebAcl', {
    description: 'Sizewright: bounds what one address may ask for',
    scope: 'CLOUDFRONT',
    defaultAction: { allow: {} },
    visibilityConfig: visible('SizewrightAll'),
    rules: [
      {
        name: 'RateLimit',
        priority: 0,
        action: { block: { customResponse: { responseCode: 429 } } },
        statement: {
          rateBasedStatement: { limit: rateLimit, evaluationWindowSec: WINDOW, aggregateKeyType: 'IP' },
        },
        visibilityConfig: visible('SizewrightRateLimit'),
      },
    ],
  })
}
