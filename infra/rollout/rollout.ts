import { Aws } from 'aws-cdk-lib'
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront'
import { Rule } from 'aws-cdk-lib/aws-events'
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets'
import { Effect, Policy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import type { Construct } from 'constructs'
import { acknowledgeStars } from '../acknowledge.ts'
import { iamPattern, outermost } from '../prefixes.ts'
import { PURGE, purgeStates } from './purge-all.ts'
import { rolloutDefinition } from './definition.ts'
import { createStateMachine } from './state-machine.ts'
import { allow, allowObjects } from '../permissions.ts'
import { REPORTS, type Stores } from '../buckets.ts'

export interface RolloutProps {
  readonly stores: Stores
  readonly reconcile: LambdaFunction
  readonly distribution: Distribution
  readonly prefixes: readonly string[]
  readonly concurrency: number
  readonly logRetention: RetentionDays
}

export interface Rollout {
  /** Takes up a changed configuration, or a collection that was there before. */
  readonly machine: StateMachine
  /** Empties the edges, twice. */
  readonly purge: StateMachine
}

export function createRollout(scope: Construct, props: RolloutProps): Rollout {
  const { stores, reconcile, distribution, concurrency, logRetention } = props
  const { distributionId } = distribution
  const prefixes = outermost(props.prefixes)
  const definition = rolloutDefinition(
    {
      originals: stores.originals.bucketName,
      processed: stores.processed.bucketName,
      errors: stores.errors.bucketName,
      reports: { bucket: stores.logs.bucketName, prefix: REPORTS },
      reconcile: reconcile.functionArn,
      distributionId,
      concurrency,
    },
    prefixes,
  )
  const { machine, role } = createStateMachine(scope, 'Rollout', definition, logRetention)
  allowListing(role, stores, prefixes)
  allow(role, ['lambda:InvokeFunction'], [reconcile.functionArn])
  allow(role, ['cloudfront:CreateInvalidation'], [distribution.distributionArn])
  allowObjects(
    role,
    ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
    stores.logs,
    [REPORTS],
  )
  allowItself(machine, role)
  const rollout = { machine, purge: createPurge(scope, distribution, logRetention) }
  purgeAfterEarlyEnd(scope, rollout)
  return rollout
}

/** The stored keys of all buckets, and of the originals the public ones. */
function allowListing(role: Role, { originals, processed, errors }: Stores, prefixes: readonly string[]): void {
  allow(role, ['s3:ListBucket'], [processed.bucketArn, errors.bucketArn])
  role.addToPolicy(
    new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [originals.bucketArn],
      ...(!prefixes.includes('') && { conditions: { StringLike: { 's3:prefix': prefixes.map(iamPattern) } } }),
    }),
  )
}

/**
 * A Distributed Map starts executions of its own state machine, and is asked how it went. In a policy of its own, since
 * the state machine waits for its role's.
 * https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
function allowItself(machine: StateMachine, role: Role): void {
  const name = machine.stateMachineName
  const ofMachine = `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}`
  const executions = [`${ofMachine}:execution:${name}:*`, `${ofMachine}:execution:${name}/*:*`]
  const runs = [`${ofMachine}:mapRun:${name}/*:*`]
  const policy = new Policy(machine, 'Itself', { roles: [role] })
  const allowHere = (actions: string[], resources: string[]) =>
    policy.addStatements(new PolicyStatement({ effect: Effect.ALLOW, actions, resources }))
  allowHere(['states:StartExecution'], [machine.stateMachineArn])
  allowHere(['states:DescribeExecution', 'states:StopExecution', 'states:RedriveExecution'], executions)
  allowHere(['states:DescribeMapRun'], runs)
  acknowledgeStars(policy, [...executions, ...runs], 'executions get their names when they start; the machine is named')
}

function createPurge(scope: Construct, distribution: Distribution, logRetention: RetentionDays): StateMachine {
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
 * Empties the edges when a rollout ends before it did so itself, for an edge may hold what the rollout has replaced. An
 * execution is not told that it is stopped, so EventBridge tells.
 */
function purgeAfterEarlyEnd(scope: Construct, { machine, purge }: Rollout): Rule {
  return new Rule(scope, 'RolloutEndedEarly', {
    description: 'Sizewright: a rollout failed or was stopped, so the edges are emptied',
    eventPattern: {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: { stateMachineArn: [machine.stateMachineArn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
    },
    targets: [new SfnStateMachine(purge)],
  })
}
