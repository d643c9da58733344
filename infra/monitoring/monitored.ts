import type { Distribution } from 'aws-cdk-lib/aws-cloudfront'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import type { Queues } from '../queues.ts'

/** Everything that is watched. */
export interface Monitored {
  readonly distribution: Distribution
  readonly serve: LambdaFunction
  readonly reconcile: LambdaFunction
  readonly queues: Queues
  readonly rollout: StateMachine
  readonly serviceName: string
}
