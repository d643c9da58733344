import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  type Metric,
  SingleValueWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch'
import { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { FunctionName } from '../bundling/compile.ts'
import { distributionMetric, functionMetric } from './edge.ts'
import { type Monitored, type OwnMetric, PERIOD, ownMetric } from './metrics.ts'

/** One page, from the visitor to the queue: what is asked for, what is made and how fast, what fails, what waits. */
export function createDashboard(scope: Construct, monitored: Monitored, alarms: readonly Alarm[]): Dashboard {
  return new Dashboard(scope, 'Dashboard', {
    defaultInterval: Duration.days(1),
    widgets: [
      [new AlarmStatusWidget({ title: 'Is all well?', alarms: [...alarms], width: 24, height: 3 })],
      visitors(monitored),
      renders(monitored),
      troubles(monitored),
    ],
  })
}

function visitors({ distribution, edgeFunction }: Monitored): IWidget[] {
  const width = 6
  const inPercent = { width, leftYAxis: { min: 0, max: 100, label: '%', showUnits: false } }
  return [
    graph('Requests', [distributionMetric(distribution, 'Requests', 'requests')], { width }),
    graph('Share of the cache', [distributionMetric(distribution, 'CacheHitRate', 'answered by an edge')], inPercent),
    graph(
      'Answers that are errors',
      [
        distributionMetric(distribution, '4xxErrorRate', '4xx'),
        distributionMetric(distribution, '5xxErrorRate', '5xx'),
      ],
      inPercent,
    ),
    graph(
      'Edge function',
      [
        functionMetric(edgeFunction, 'FunctionExecutionErrors', 'errors'),
        functionMetric(edgeFunction, 'FunctionThrottles', 'throttles'),
      ],
      {
        width,
        right: [functionMetric(edgeFunction, 'FunctionComputeUtilization', 'share of the time it may take, %')],
        rightYAxis: { min: 0, max: 100, showUnits: false },
      },
    ),
  ]
}

function renders({ serviceName, serve }: Monitored): IWidget[] {
  const stage = (metricName: OwnMetric, label: string) =>
    own(serviceName, 'serve', metricName, label, Stats.percentile(95))
  return [
    graph('Renditions made', [
      own(serviceName, 'serve', 'Renders', 'for a request'),
      own(serviceName, 'reconcile', 'Renders', 'for an upload'),
      own(serviceName, 'reconcile', 'Removed', 'removed'),
    ]),
    graph(
      'How long a request takes that makes one, p95 in ms',
      [
        stage('ReadDuration', 'read'),
        stage('DecodeDuration', 'decode'),
        stage('EncodeDuration', 'encode'),
        serve.metricDuration({ period: PERIOD, statistic: Stats.percentile(95), label: 'with storing' }),
      ],
      { leftYAxis: { min: 0, label: 'ms', showUnits: false } },
    ),
    new SingleValueWidget({
      title: 'Bytes saved: a rendition against its original',
      width: 8,
      height: 6,
      setPeriodToTimeRange: true,
      metrics: bytesSaved(serviceName),
    }),
  ]
}

function troubles({ serviceName, serve, reconcile, queues }: Monitored): IWidget[] {
  const { queue, deadLetters } = queues
  return [
    graph('Failures', [
      own(serviceName, 'reconcile', 'Refused', 'uploads that are broken or too large'),
      own(serviceName, 'reconcile', 'NoFont', 'drawings with text that has no font'),
      own(serviceName, 'reconcile', 'ForeignHtml', 'drawings with labels in HTML'),
      own(serviceName, 'reconcile', 'Unjudged', 'uploads that cannot be judged yet'),
      own(serviceName, 'serve', 'Unjudged', 'requests that met a decoder’s end'),
      own(serviceName, 'reconcile', 'OverMaxBytes', 'renditions over their maxBytes'),
      own(serviceName, 'serve', 'NotFound', 'requests for no original'),
      own(serviceName, 'serve', 'Archived', 'requests for archived originals'),
      own(serviceName, 'reconcile', 'Archived', 'originals that wait for a restore'),
      own(serviceName, 'serve', 'Faults', 'faults while answering'),
      own(serviceName, 'reconcile', 'Faults', 'faults while reconciling'),
      own(serviceName, 'serve', 'ServedAlthoughStored', 'made although stored'),
    ]),
    graph('Functions', [
      serve.metricErrors({ period: PERIOD, label: 'serve: errors' }),
      serve.metricThrottles({ period: PERIOD, label: 'serve: throttles' }),
      reconcile.metricErrors({ period: PERIOD, label: 'reconcile: errors' }),
      reconcile.metricThrottles({ period: PERIOD, label: 'reconcile: throttles' }),
    ]),
    graph(
      'Queue',
      [
        queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, label: 'waiting' }),
        queue.metricApproximateNumberOfMessagesNotVisible({ period: PERIOD, label: 'in work' }),
        queue.metricApproximateNumberOfMessagesDelayed({ period: PERIOD, label: 'sweeps to come' }),
        deadLetters.metricApproximateNumberOfMessagesVisible({ period: PERIOD, label: 'dead letters' }),
      ],
      {
        right: [queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, label: 'age of the oldest, s' })],
      },
    ),
  ]
}

/** The bytes that `reconcile` saves: it makes all sizes of every upload, so that requests which miss do not weigh in. */
function bytesSaved(serviceName: string): IMetric[] {
  const original = own(serviceName, 'reconcile', 'BytesIn', 'mean original', Stats.AVERAGE)
  const rendition = own(serviceName, 'reconcile', 'BytesOut', 'mean rendition', Stats.AVERAGE)
  const saved = new MathExpression({
    label: 'saved, in percent',
    expression: '100 * (1 - rendition / original)',
    usingMetrics: { original, rendition },
    period: PERIOD,
  })
  return [saved, original, rendition]
}

function own(
  serviceName: string,
  name: FunctionName,
  metric: OwnMetric,
  label: string,
  statistic: string = Stats.SUM,
): Metric {
  return ownMetric(serviceName, name, metric, { label, statistic })
}

function graph(
  title: string,
  left: IMetric[],
  more: Omit<NonNullable<ConstructorParameters<typeof GraphWidget>[0]>, 'title' | 'left'> = {},
): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6, ...more })
}
