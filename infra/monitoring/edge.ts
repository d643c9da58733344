import type { Distribution, Function as EdgeFunction } from 'aws-cdk-lib/aws-cloudfront'
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch'
import { EDGE_REGION } from '../region.ts'
import type { AlarmRule } from './alarm-rule.ts'
import { PERIOD } from './metrics.ts'

/** The resources at the edge, whose work CloudFront counts. */
export interface EdgeResources {
  readonly distribution: Distribution
  readonly edgeFunction: EdgeFunction
}

/** A thousand requests a second: $95 a day for the requests alone. */
const MANY_REQUESTS = 1000 * PERIOD.toSeconds()

/** Ten requests a second: a share of fewer says little. */
const SOME_REQUESTS = 10 * PERIOD.toSeconds()

/** Rules for what CloudFront counts; they can only be watched in its own region. */
export function edgeRules({ distribution, edgeFunction }: EdgeResources): AlarmRule[] {
  return [
    {
      id: 'Requests',
      says: 'more than a thousand requests came each second for ten minutes',
      metric: distributionMetric(distribution, 'Requests'),
      above: MANY_REQUESTS,
      periods: 2,
    },
    {
      id: 'ClientErrors',
      says: 'more than half of many requests ask for what is not there; somebody guesses, or a page has wrong links',
      metric: clientErrors(distribution),
      above: 50,
      periods: 3,
    },
    {
      id: 'EdgeErrors',
      says: 'the edge function failed, and visitors got 503',
      metric: functionMetric(edgeFunction, 'FunctionExecutionErrors'),
      above: 0,
    },
    {
      id: 'EdgeThrottles',
      says: 'CloudFront refused to run the edge function, since it takes too long',
      metric: functionMetric(edgeFunction, 'FunctionThrottles'),
      above: 0,
      periods: 3,
    },
    {
      id: 'EdgeUtilization',
      says: 'the edge function takes most of the time that CloudFront allows',
      metric: functionMetric(edgeFunction, 'FunctionComputeUtilization'),
      above: 70,
      periods: 3,
    },
  ]
}

type DistributionMetric = 'Requests' | 'CacheHitRate' | '4xxErrorRate' | '5xxErrorRate'
type FunctionMetric = 'FunctionExecutionErrors' | 'FunctionThrottles' | 'FunctionComputeUtilization'

/** CloudFront allows each metric one statistic. */
const SUMS = new Set(['Requests', 'FunctionExecutionErrors', 'FunctionThrottles'])

/** A metric of the distribution. The methods of its construct leave out a dimension (aws-cdk issue 19245). */
export function distributionMetric(
  { distributionId }: Distribution,
  metricName: DistributionMetric,
  label?: string,
): Metric {
  return edgeMetric(metricName, { DistributionId: distributionId }, label)
}

/** A metric of the edge function. */
export function functionMetric({ functionName }: EdgeFunction, metricName: FunctionMetric, label?: string): Metric {
  return edgeMetric(metricName, { FunctionName: functionName }, label)
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html */
function edgeMetric(metricName: string, of: Record<string, string>, label: string | undefined): Metric {
  return new Metric({
    namespace: 'AWS/CloudFront',
    metricName,
    dimensionsMap: { ...of, Region: 'Global' },
    statistic: SUMS.has(metricName) ? Stats.SUM : Stats.AVERAGE,
    region: EDGE_REGION,
    period: PERIOD,
    ...(label !== undefined && { label }),
  })
}

/** The share of requests that ask for what is not there or may not be, in percent, where there are some. */
function clientErrors(distribution: Distribution): MathExpression {
  return new MathExpression({
    label: '4xx, in percent',
    expression: `IF(FILL(requests, 0) >= ${SOME_REQUESTS}, FILL(errors, 0), 0)`,
    usingMetrics: {
      requests: distributionMetric(distribution, 'Requests'),
      errors: distributionMetric(distribution, '4xxErrorRate'),
    },
    period: PERIOD,
  })
}
