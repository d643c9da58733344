import { Aws } from 'aws-cdk-lib'
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront'
import { Rule } from 'aws-cdk-lib/aws-events'
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets'
import type { RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import { Role } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { allow, serviceOfAccount } from '../permissions.ts'
import { SWEEP } from '../times.ts'
import { createStateMachine, type State } from './state-machine.ts'

/** The name of the first state of `purgeStates`. */
export const PURGE = 'Purge everything'

/** The state machine that invalidates everything at every edge, twice. */
export function createPurgeAll(
  scope: Construct,
  distribution: Distribution,
  logRetention: RetentionDays,
): StateMachine {
  const definition = {
    Comment: 'Sizewright: empties every edge, and again when every fetch of the old has ended',
    StartAt: PURGE,
    States: purgeStates(distribution.distributionId),
  }
  const { machine, role } = createStateMachine(scope, 'PurgeAll', definition, logRetention)
  allow(role, ['cloudfront:CreateInvalidation'], [distribution.distributionArn])
  return machine
}

/**
 * Empties the edges when a rollout ends before it has done so itself, for an edge may hold what the rollout has replaced.
 * An execution is not told that it is stopped, so EventBridge starts the purge.
 */
export function purgeAfterEarlyEnd(scope: Construct, rollout: StateMachine, purge: StateMachine): Rule {
  return new Rule(scope, 'RolloutEndedEarly', {
    description: 'Sizewright: a rollout failed or was stopped, so the edges are emptied',
    eventPattern: {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: { stateMachineArn: [rollout.stateMachineArn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
    },
    targets: [
      new SfnStateMachine(purge, {
        role: new Role(scope, 'RolloutEndedEarlyRole', { assumedBy: serviceOfAccount('events.amazonaws.com') }),
      }),
    ],
  })
}

/**
 * The states that empty every edge with one path, and again when every fetch of the old has ended.
 *
 * @param next the name of the state that follows; if it is left out, the execution ends
 */
export function purgeStates(distributionId: string, next?: string): Record<string, State> {
  return {
    [PURGE]: { ...invalidateAll(distributionId), Next: 'Fetches of the old end' },
    'Fetches of the old end': { Type: 'Wait', Seconds: SWEEP.toSeconds(), Next: 'Purge again' },
    'Purge again': { ...invalidateAll(distributionId), ...(next === undefined ? { End: true } : { Next: next }) },
  }
}

function invalidateAll(distributionId: string): State {
  return {
    Type: 'Task',
    Resource: `arn:${Aws.PARTITION}:states:::aws-sdk:cloudfront:createInvalidation`,
    Parameters: {
      DistributionId: distributionId,
      InvalidationBatch: {
        // CloudFront ignores a call whose reference it has seen, and an execution may enter a state twice.
        'CallerReference.$': "States.Format('{} {} {}', $$.Execution.Id, $$.State.Name, $$.State.EnteredTime)",
        Paths: { Quantity: 1, Items: ['/*'] },
      },
    },
    ResultPath: null,
    Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 5, BackoffRate: 2, MaxDelaySeconds: 300, MaxAttempts: 12 }],
  }
}
