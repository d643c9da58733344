import { Duration } from 'aws-cdk-lib'
import { Metric, type MetricProps, Stats } from 'aws-cdk-lib/aws-cloudwatch'
import type { FunctionName } from '../bundling/compile.ts'

/** What the functions call their metrics; each has the dimension `service`. */
export const METRICS_NAMESPACE = 'Sizewright'

export type OwnMetric =
  | 'Renders'
  | 'Refused'
  | 'Unjudged'
  | 'NotFound'
  | 'Faults'
  | 'ReadDuration'
  | 'DecodeDuration'
  | 'EncodeDuration'
  | 'BytesIn'
  | 'BytesOut'
  | 'ServedAlthoughStored'
  | 'Removed'
  | 'Purges'

/** How often the metrics are looked at. */
export const PERIOD = Duration.minutes(5)

/** A metric that a function counts or measures itself. */
export function ownMetric(
  serviceName: string,
  name: FunctionName,
  metricName: OwnMetric,
  props: Partial<MetricProps> = {},
): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { service: `${serviceName}-${name}` },
    period: PERIOD,
    statistic: Stats.SUM,
    ...props,
  })
}
