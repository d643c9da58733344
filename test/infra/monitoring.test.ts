import { describe, expect, it } from 'vitest'
import { at, flat, isObject, type Json, listOf } from './json.ts'
import { synth } from './synth.ts'

const all = synth({ alarmEmail: 'ops@example.com', serviceName: 'shop' })
const alarms = new Map(
  all
    .resources('AWS::CloudWatch::Alarm')
    .map(({ id, properties }) => [id.replace(/^Images|Alarm[0-9A-F]{8}$/g, ''), properties]),
)

/** `namespace/metric dimension=value … statistic > threshold, periods` */
function watched(alarm: Json): string {
  const dimensions = listOf(at(alarm, 'Dimensions')).map((one) => `${flat(at(one, 'Name'))}=${flat(at(one, 'Value'))}`)
  const statistic = flat(at(alarm, 'Statistic') ?? at(alarm, 'ExtendedStatistic'))
  const metric = [`${flat(at(alarm, 'Namespace'))}/${flat(at(alarm, 'MetricName'))}`, ...dimensions, statistic]
  return `${metric.join(' ')} > ${flat(at(alarm, 'Threshold'))}, ${flat(at(alarm, 'EvaluationPeriods'))}`
}

describe('the alarms', () => {
  it('watch what somebody should know of', () => {
    const { BrokenPrimary, Refusals, ...plain } = Object.fromEntries(
      [...alarms].map(([name, one]) => [name, watched(one)]),
    )
    expect(plain).toEqual({
      DeadLetters: 'AWS/SQS/ApproximateNumberOfMessagesVisible QueueName=<DeadLetters.QueueName> Maximum > 0, 1',
      ServeErrors: 'AWS/Lambda/Errors FunctionName=<Serve> Sum > 5, 1',
      ReconcileErrors: 'AWS/Lambda/Errors FunctionName=<Reconcile> Sum > 5, 1',
      ServeThrottles: 'AWS/Lambda/Throttles FunctionName=<Serve> Sum > 0, 3',
      ReconcileThrottles: 'AWS/Lambda/Throttles FunctionName=<Reconcile> Sum > 0, 3',
      ServeSlow: `AWS/Lambda/Duration FunctionName=<Serve> p95 > ${29_000 / 3}, 3`,
      ReconcileSlow: 'AWS/Lambda/Duration FunctionName=<Reconcile> p95 > 60000, 3',
      QueueAge: 'AWS/SQS/ApproximateAgeOfOldestMessage QueueName=<Queue.QueueName> Maximum > 1800, 2',
      RolloutFailed: 'AWS/States/ExecutionsFailed StateMachineArn=<Rollout> Sum > 0, 1',
    })
    expect([BrokenPrimary, Refusals]).not.toContain(undefined)
  })

  it.each([
    [
      'BrokenPrimary',
      'a bucket that the edge cannot read: most of what is rendered is stored already',
      'shop-serve',
      ['renders=Renders Sum', 'stored=ServedAlthoughStored Sum'],
      'IF(FILL(stored, 0) >= 5, 100 * FILL(stored, 0) / FILL(renders, 1), 0)',
    ],
    [
      'Refusals',
      'refusals that jump: many, and not only because much is taken up',
      'shop-reconcile',
      ['decoded=DecodeDuration SampleCount', 'refused=Refused Sum'],
      'IF(FILL(refused, 0) >= 10, 100 * FILL(refused, 0) / (FILL(refused, 0) + FILL(decoded, 0)), 0)',
    ],
  ])('%s sees %s', (name, _, service, counts, expression) => {
    const metrics = listOf(at(alarms.get(name), 'Metrics'))
    const counted = metrics.flatMap((one) => {
      const metric = at(one, 'MetricStat', 'Metric')
      if (metric === undefined) return []
      expect(at(metric, 'Namespace')).toBe('Sizewright')
      expect(at(metric, 'Dimensions')).toEqual([{ Name: 'service', Value: service }])
      return [`${flat(at(one, 'Id'))}=${flat(at(metric, 'MetricName'))} ${flat(at(one, 'MetricStat', 'Stat'))}`]
    })
    expect(counted.toSorted()).toEqual(counts)
    expect(metrics.map((one) => at(one, 'Expression')).filter((one) => one !== undefined)).toEqual([expression])
  })

  it('are quiet where nothing is measured, and say what they mean', () => {
    for (const alarm of alarms.values()) {
      expect(at(alarm, 'TreatMissingData')).toBe('notBreaching')
      expect(at(alarm, 'AlarmDescription')).toMatch(/^Sizewright: .{20}/)
    }
  })

  it('go to the address that was given, over TLS', () => {
    const topic = all.resource('AWS::SNS::Topic').id
    expect(all.resource('AWS::SNS::Subscription').properties).toEqual({
      Endpoint: 'ops@example.com',
      Protocol: 'email',
      TopicArn: { Ref: topic },
    })
    for (const alarm of alarms.values()) expect(at(alarm, 'AlarmActions')).toEqual([{ Ref: topic }])
    const statements = listOf(at(all.resource('AWS::SNS::TopicPolicy').properties, 'PolicyDocument', 'Statement'))
    expect(statements.map((one) => [at(one, 'Effect'), at(one, 'Principal'), at(one, 'Condition')])).toEqual([
      ['Deny', '*', { Bool: { 'aws:SecureTransport': 'false' } }],
      [
        'Allow',
        { Service: 'cloudwatch.amazonaws.com' },
        { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      ],
    ])
  })

  it('go nowhere where none was given', () => {
    const quiet = synth()
    expect(quiet.resources('AWS::SNS::Topic')).toEqual([])
    for (const { properties } of quiet.resources('AWS::CloudWatch::Alarm')) {
      expect(isObject(properties) && 'AlarmActions' in properties).toBe(false)
    }
    expect(quiet.images.alarms).toHaveLength(alarms.size)
  })
})

describe('the dashboard', () => {
  const body: Json = JSON.parse(flat(at(all.resource('AWS::CloudWatch::Dashboard').properties, 'DashboardBody')))
  const widgets = listOf(at(body, 'widgets'))
  const widget = (title: string) => widgets.find((one) => at(one, 'properties', 'title') === title)

  it('shows what happens from the visitor to the queue', () =>
    expect(widgets.map((one) => at(one, 'properties', 'title'))).toEqual([
      'Is all well?',
      'Requests',
      'Share of the cache',
      'Answers that are errors',
      'Edge function',
      'Renditions made',
      'How long a request takes that makes one, p95 in ms',
      'Bytes saved: a rendition against its original',
      'Failures',
      'Functions',
      'Queue',
    ]))

  it('looks for CloudFront’s metrics where they are kept, and the distribution keeps the additional ones', () => {
    for (const title of ['Requests', 'Share of the cache', 'Answers that are errors', 'Edge function']) {
      const metrics = listOf(at(widget(title), 'properties', 'metrics'))
      expect(metrics.length).toBeGreaterThan(0)
      for (const metric of metrics) expect(at(metric, listOf(metric).length - 1)).toMatchObject({ region: 'us-east-1' })
      // Without this dimension there is nothing to see.
      for (const metric of metrics) expect(listOf(metric).slice(4, 6)).toEqual(['Region', 'Global'])
    }
    expect(
      at(all.resource('AWS::CloudFront::MonitoringSubscription').properties, 'MonitoringSubscription'),
    ).toMatchObject({ RealtimeMetricsSubscriptionConfig: { RealtimeMetricsSubscriptionStatus: 'Enabled' } })
  })

  it('shows what cannot be judged, beside what is refused', () =>
    expect(
      listOf(at(widget('Failures'), 'properties', 'metrics')).filter((metric) => at(metric, 1) === 'Unjudged'),
    ).toHaveLength(2))

  it('shows whether the edge function fails, is refused, or takes too long', () =>
    expect(
      listOf(at(widget('Edge function'), 'properties', 'metrics')).map((metric) => [
        flat(at(metric, 1)),
        at(metric, listOf(metric).length - 1, 'stat') ?? 'Average',
      ]),
    ).toEqual([
      ['FunctionExecutionErrors', 'Sum'],
      ['FunctionThrottles', 'Sum'],
      ['FunctionComputeUtilization', 'Average'],
    ]))

  it('has a link', () =>
    expect(flat(all.stack.resolve(all.images.dashboardUrl))).toBe(
      'https://<AWS::Region>.console.aws.amazon.com/cloudwatch/home?region=<AWS::Region>#dashboards/dashboard/<Dashboard>',
    ))
})
