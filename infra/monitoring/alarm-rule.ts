import { Aws } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Construct } from 'constructs'

export interface AlarmRule {
  readonly id: string
  /** What it means, in the e-mail; docs/operating.md says what to do. */
  readonly says: string
  readonly metric: IMetric
  readonly above: number
  /** For how many periods of five minutes the metric must be above. */
  readonly periods?: number
}

/** Makes an alarm of each rule. Where an address is given, all of them go to it, by a topic of their own. */
export function createRuleAlarms(scope: Construct, rules: readonly AlarmRule[], email: string | undefined): Alarm[] {
  const alarms = rules.map(
    ({ id, says, metric, above, periods = 1 }) =>
      new Alarm(scope, `${id}Alarm`, {
        alarmDescription: `Sizewright: ${says}`,
        metric,
        threshold: above,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: periods,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }),
  )
  if (email !== undefined) {
    const topic = createTopic(scope, email)
    for (const alarm of alarms) alarm.addAlarmAction(new SnsAction(topic))
  }
  return alarms
}

function createTopic(scope: Construct, email: string): Topic {
  const topic = new Topic(scope, 'Alarms', { displayName: 'Sizewright alarms', enforceSSL: true })
  topic.addSubscription(new EmailSubscription(email))
  // A topic with a policy of its own loses the default one, which lets the account's alarms publish.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  )
  return topic
}
