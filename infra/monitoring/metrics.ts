import { Duration } from 'aws-cdk-lib'
import { Metric, type MetricProps, Stats } from 'aws-cdk-lib/aws-cloudwatch'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import type { FunctionName } from '../bundling/compile.ts'
import type { Queues } from '../queues.ts'
import type { EdgeResources } from './edge.ts'

/** What the alarms and the dashboard watch. */
export interface Monitored extends EdgeResources {
  readonly serve: LambdaFunction
  readonly reconcile: LambdaFunction
  readonly queues: Queues
  readonly rollout: StateMachine
  readonly serviceName: string
}

/** The namespace of the functions' own metrics; each has the dimension `service`. */
export const METRICS_NAMESPACE = 'Sizewright'

export type OwnMetric =
  | 'Renders'
  | 'Refused'
  | 'NoFont'
  | 'ForeignHtml'
  | 'Unjudged'
  | 'OverMaxBytes'
  | 'NotFound'
  | 'Archived'
  | 'Faults'
  | 'ReadDuration'
  | 'DecodeDuration'
  | 'EncodeDuration'
  | 'BytesIn'
  | 'BytesOut'
  | 'ServedAlthoughStored'
  | 'Removed'
  | 'Purges'

/** The period of every metric in the alarms and the dashboard. */
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
