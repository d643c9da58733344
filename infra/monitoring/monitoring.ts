import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { createAlarms } from './alarms.ts'
import { createDashboard } from './dashboard.ts'
import type { Monitored } from './monitored.ts'

export interface Monitoring {
  readonly alarms: readonly Alarm[]
  readonly dashboard: Dashboard
}

export function createMonitoring(scope: Construct, monitored: Monitored, email: string | undefined): Monitoring {
  const alarms = createAlarms(scope, monitored, email)
  return { alarms, dashboard: createDashboard(scope, monitored, alarms) }
}
