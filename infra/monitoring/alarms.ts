import { type Alarm, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { EDGE_REGION, regionOf } from '../region.ts'
import { RECONCILE, SERVE } from '../times.ts'
import { type AlarmRule, createRuleAlarms } from './alarm-rule.ts'
import { edgeRules } from './edge.ts'
import { type Monitored, PERIOD, ownMetric } from './metrics.ts'

/**
 * Alarms for what somebody should know of, and for nothing that mends itself. Those on what CloudFront counts are among
 * them only in its region, for an alarm in another would wait for ever.
 */
export function createAlarms(scope: Construct, monitored: Monitored, email: string | undefined): Alarm[] {
  const rules = alarmRules(monitored)
  if (regionOf(scope) === EDGE_REGION) rules.push(...edgeRules(monitored))
  return createRuleAlarms(scope, rules, email)
}

function alarmRules({ serve, reconcile, queues, rollout, serviceName }: Monitored): AlarmRule[] {
  const { queue, deadLetters } = queues
  const period = PERIOD
  return [
    {
      id: 'DeadLetters',
      says: 'messages failed every time; what they ask for is not done',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM }),
      above: 0,
    },
    {
      id: 'ServeErrors',
      says: 'the function that answers requests crashed or ran out of time',
      metric: serve.metricErrors({ period }),
      above: 5,
    },
    {
      id: 'ReconcileErrors',
      says: 'the function that follows the originals crashed or ran out of time',
      metric: reconcile.metricErrors({ period }),
      above: 5,
    },
    {
      id: 'ServeThrottles',
      says: 'requests were refused because too many came at once',
      metric: serve.metricThrottles({ period }),
      above: 0,
      periods: 3,
    },
    {
      id: 'ReconcileThrottles',
      says: 'originals wait because too much runs at once',
      metric: reconcile.metricThrottles({ period }),
      above: 0,
      periods: 3,
    },
    {
      id: 'ServeSlow',
      says: 'one request in twenty that reaches the function keeps it busy for a third of its time',
      metric: serve.metricDuration({ period, statistic: Stats.percentile(95) }),
      above: SERVE.toMilliseconds() / 3,
      periods: 3,
    },
    {
      id: 'ReconcileSlow',
      says: 'one batch in twenty takes more than half of its time',
      metric: reconcile.metricDuration({ period, statistic: Stats.percentile(95) }),
      above: RECONCILE.toMilliseconds() / 2,
      periods: 3,
    },
    {
      id: 'QueueAge',
      says: 'what happened to an original half an hour ago is not done yet',
      metric: queue.metricApproximateAgeOfOldestMessage({ period, statistic: Stats.MAXIMUM }),
      above: 1800,
      periods: 2,
    },
    {
      id: 'BrokenPrimary',
      says: 'the edge asks the function for what lies in the bucket; it probably cannot read the bucket',
      metric: brokenPrimary(serviceName),
      above: 50,
      periods: 3,
    },
    {
      id: 'Refusals',
      says: 'one original in five of those that were taken up is refused, and what was stored of it is gone',
      metric: refusals(serviceName),
      above: 20,
    },
    {
      id: 'RolloutFailed',
      says: 'a rollout failed; what it had not reached is as it was',
      metric: rollout.metricFailed({ period }),
      above: 0,
    },
  ]
}

/**
 * The share of what is rendered although it is stored, in percent. Now and then two edges ask for a new picture at once,
 * and the slower finds it stored; when more than half of what is rendered is stored already, the bucket does not answer.
 */
function brokenPrimary(serviceName: string): MathExpression {
  return new MathExpression({
    label: 'rendered although stored, in percent',
    expression: 'IF(FILL(stored, 0) >= 5, 100 * FILL(stored, 0) / FILL(renders, 1), 0)',
    usingMetrics: {
      stored: ownMetric(serviceName, 'serve', 'ServedAlthoughStored'),
      renders: ownMetric(serviceName, 'serve', 'Renders'),
    },
    period: PERIOD,
  })
}

/**
 * The share of originals that are refused, in percent. A few broken files are in every collection; ten within minutes,
 * among so few good ones, are something else.
 */
function refusals(serviceName: string): MathExpression {
  return new MathExpression({
    label: 'originals that are refused, in percent',
    expression: 'IF(FILL(refused, 0) >= 10, 100 * FILL(refused, 0) / (FILL(refused, 0) + FILL(decoded, 0)), 0)',
    usingMetrics: {
      refused: ownMetric(serviceName, 'reconcile', 'Refused'),
      decoded: ownMetric(serviceName, 'reconcile', 'DecodeDuration', { statistic: Stats.SAMPLE_COUNT }),
    },
    period: PERIOD,
  })
}
