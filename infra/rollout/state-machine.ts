import { Names, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Role } from 'aws-cdk-lib/aws-iam'
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs'
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import type { Construct } from 'constructs'
import { acknowledge } from '../acknowledge.ts'
import { serviceOfAccount } from '../permissions.ts'

/** A state, or a whole definition, as the language of Step Functions has it. */
export type State = Readonly<Record<string, unknown>>

/**
 * A state machine that may do nothing yet but write its log. Its definition is written in its own language: that is what
 * the console shows, and the constructs for states would add permissions of their own.
 */
export function createStateMachine(
  scope: Construct,
  id: string,
  definition: State,
  logRetention: RetentionDays,
): { readonly machine: StateMachine; readonly role: Role } {
  const role = new Role(scope, `${id}Role`, { assumedBy: serviceOfAccount('states.amazonaws.com') })
  const log = new LogGroup(scope, `${id}Log`, {
    // Under this prefix a log needs no entry of its own in the account's policy for logs, which is short.
    logGroupName: `/aws/vendedlogs/states/${Names.uniqueResourceName(scope, { maxLength: 80, separator: '-' })}-${id}`,
    retention: logRetention,
    removalPolicy: RemovalPolicy.DESTROY, // its name is fixed, so that one which stayed would be in the way of the next
  })
  const machine = new StateMachine(scope, id, {
    definitionBody: DefinitionBody.fromString(Stack.of(scope).toJsonString(definition)),
    role,
    logs: { destination: log, level: LogLevel.ALL, includeExecutionData: false },
    tracingEnabled: true,
  })
  acknowledge(
    role,
    'IAM5[Resource::*]',
    'delivery of logs and X-Ray have no resources that could be named: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html',
  )
  return { machine, role }
}
