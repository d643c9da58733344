import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch'
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import type { Construct } from 'constructs'
import { createAlarms } from './alarms.ts'
import { createDashboard } from './dashboard.ts'
import type { Queues } from './queue.ts'

/** Everything that is watched. */
export interface Monitored {
  readonly distribution: Distribution
  readonly serve: LambdaFunction
  readonly reconcile: LambdaFunction
  readonly queues: Queues
  readonly rollout: StateMachine
  readonly serviceName: string
}

export interface Monitoring {
  readonly alarms: readonly Alarm[]
  readonly dashboard: Dashboard
}

export function createMonitoring(scope: Construct, monitored: Monitored, email: string | undefined): Monitoring {
  const alarms = createAlarms(scope, monitored, email)
  return { alarms, dashboard: createDashboard(scope, monitored, alarms) }
}
