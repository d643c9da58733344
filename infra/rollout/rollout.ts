import { Aws } from 'aws-cdk-lib'
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront'
import { Effect, Policy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import type { Construct } from 'constructs'
import { acknowledgeStars } from '../acknowledge.ts'
import { type Buckets, REPORTS } from '../buckets.ts'
import { allow, allowObjects, iamPatterns } from '../permissions.ts'
import { rolloutDefinition } from './definition.ts'
import { createPurgeAll, purgeAfterEarlyEnd } from './purge-all.ts'
import { createStateMachine } from './state-machine.ts'

export interface RolloutProps {
  readonly buckets: Buckets
  readonly reconcile: LambdaFunction
  readonly distribution: Distribution
  /** The public ones, none of which lies in another. */
  readonly prefixes: readonly string[]
  readonly concurrency: number
  readonly logRetention: RetentionDays
}

export interface Rollout {
  /** Takes up a changed configuration, or a collection that was there before. */
  readonly machine: StateMachine
  /** Empties every edge, twice. */
  readonly purge: StateMachine
}

/** The state machines of a rollout and of a purge of everything, with what they may do. */
export function createRollout(scope: Construct, props: RolloutProps): Rollout {
  const { buckets, reconcile, distribution, prefixes, concurrency, logRetention } = props
  const { distributionId } = distribution
  const definition = rolloutDefinition(
    {
      originals: buckets.originals.bucketName,
      processed: buckets.processed.bucketName,
      errors: buckets.errors.bucketName,
      reports: { bucket: buckets.logs.bucketName, prefix: REPORTS },
      reconcile: reconcile.functionArn,
      distributionId,
      concurrency,
    },
    prefixes,
  )
  const { machine, role } = createStateMachine(scope, 'Rollout', definition, logRetention)
  allowListing(role, buckets, prefixes)
  allow(role, ['lambda:InvokeFunction'], [reconcile.functionArn])
  allow(role, ['cloudfront:CreateInvalidation'], [distribution.distributionArn])
  allowObjects(
    role,
    ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
    buckets.logs,
    [REPORTS],
  )
  allowItself(machine, role)
  const purge = createPurgeAll(scope, distribution, logRetention)
  purgeAfterEarlyEnd(scope, machine, purge)
  return { machine, purge }
}

/** Allows listing: of what is stored and of the error entries all, of the originals those under public prefixes. */
function allowListing(role: Role, { originals, processed, errors }: Buckets, prefixes: readonly string[]): void {
  allow(role, ['s3:ListBucket'], [processed.bucketArn, errors.bucketArn])
  role.addToPolicy(
    new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [originals.bucketArn],
      ...(!prefixes.includes('') && { conditions: { StringLike: { 's3:prefix': prefixes.flatMap(iamPatterns) } } }),
    }),
  )
}

/**
 * Allows what a Distributed Map needs: it starts executions of its own state machine, and is asked how they went. This is
 * a policy of its own, since the state machine waits for its role's.
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
