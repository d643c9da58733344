import { Aws, Stack } from 'aws-cdk-lib'
import { Role } from 'aws-cdk-lib/aws-iam'
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { allow, serviceOfAccount } from './permissions.ts'
import { MESSAGE_RETENTION, RECEIVES, REDRIVE, VISIBILITY } from './times.ts'

export interface Queues {
  /** Keys to look at. */
  readonly queue: Queue
  /** The dead-letter queue: messages that failed each time they were received. */
  readonly deadLetters: Queue
}

/** The queue of the keys to look at, its dead-letter queue and a scheduled redrive: so no message is ever lost. */
export function createQueues(scope: Construct): Queues {
  const secured = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: MESSAGE_RETENTION }
  const deadLetters = new Queue(scope, 'DeadLetters', secured)
  const queue = new Queue(scope, 'Queue', {
    ...secured,
    visibilityTimeout: VISIBILITY,
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: RECEIVES },
  })
  scheduleRedrive(scope, { queue, deadLetters })
  return { queue, deadLetters }
}

/**
 * Redrives the dead letters now and then, so that nobody need do so where the reason of the failure has passed. What fails
 * again comes back, with its alarm. The scheduler calls SQS itself; there is no code of ours in between.
 */
function scheduleRedrive(scope: Construct, { queue, deadLetters }: Queues): CfnSchedule {
  const role = new Role(scope, 'RedriveRole', {
    assumedBy: serviceOfAccount('scheduler.amazonaws.com'),
  })
  allow(
    role,
    ['sqs:StartMessageMoveTask', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    [deadLetters.queueArn],
  )
  allow(role, ['sqs:SendMessage'], [queue.queueArn])
  // `Universal` of aws-scheduler-targets would add statements of its own.
  return new CfnSchedule(scope, 'Redrive', {
    description: 'Sizewright: gives the dead letters another try',
    scheduleExpression: `rate(${REDRIVE.toHours()} hours)`,
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: `arn:${Aws.PARTITION}:scheduler:::aws-sdk:sqs:startMessageMoveTask`,
      roleArn: role.roleArn,
      input: Stack.of(scope).toJsonString({ SourceArn: deadLetters.queueArn, DestinationArn: queue.queueArn }),
      retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 3600 },
    },
  })
}
