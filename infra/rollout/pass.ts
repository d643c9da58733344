import { Aws } from 'aws-cdk-lib'
import type { State } from './state-machine.ts'

/** What a rollout works on, by names and ARNs. */
export interface RolloutTargets {
  readonly originals: string
  readonly processed: string
  readonly errors: string
  /** Where the reports go. */
  readonly reports: { readonly bucket: string; readonly prefix: string }
  readonly reconcile: string
  readonly distributionId: string
  /** How many batches may be in work at once. */
  readonly concurrency: number
}

/** A bucket's listing, or the part of it under a prefix. */
export interface Pass {
  /** Names the pass in the execution: `$.<name>.failed` is how many of its items failed. */
  readonly name: string
  readonly bucket: 'originals' | 'processed' | 'errors'
  /** `Prefix`, or `Prefix.$` where the input says it. */
  readonly prefix?: Readonly<Record<string, string>>
}

/** How many keys a batch has. Photos take long, while most of what is stored only has to be looked at. */
const BATCH = { originals: 10, processed: 50, errors: 10 }

/** In percent: more failures are no accident, so that the run stops; a redrive takes it up where it was. */
const TOLERATED = 10

export function passName({ name }: Pass): string {
  return `Look at ${name}`
}

/**
 * Gives the batches of a listing to the reconcile function, and counts what failed.
 *
 * The function gets a batch in this form, with the keys as they are:
 *
 *     { "BatchInput": { "rollout": "originals" }, "Items": [{ "Key": "holiday/boat.jpg" }, …] }
 *
 * `processed` and `errors` stand for the other buckets. The function fails when anything of the batch does, and then gets
 * all of the batch again; what is done costs little. Originals that still fail are left to the queue, one by one, so that
 * the bad one among them is found and the others get done: `{ "leave": [{ "Key": "holiday/boat.jpg" }, …] }`.
 */
export function passStates(targets: RolloutTargets, pass: Pass, next: string): Record<string, State> {
  const { name, bucket } = pass
  const { reports, concurrency } = targets
  return {
    [passName(pass)]: {
      Type: 'Map',
      Label: name,
      ItemReader: {
        Resource: `arn:${Aws.PARTITION}:states:::s3:listObjectsV2`,
        Parameters: { Bucket: targets[bucket], ...pass.prefix },
      },
      ItemSelector: { 'Key.$': '$$.Map.Item.Value.Key' },
      ItemBatcher: { MaxItemsPerBatch: BATCH[bucket], BatchInput: { rollout: bucket } },
      MaxConcurrency: concurrency,
      ToleratedFailurePercentage: TOLERATED,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        ...(bucket === 'originals' ? originalsBatch(targets, name) : storedBatch(targets, name)),
      },
      ResultWriter: {
        Resource: `arn:${Aws.PARTITION}:states:::s3:putObject`,
        Parameters: { Bucket: reports.bucket, Prefix: `${reports.prefix}${name}` },
      },
      ResultPath: '$.run',
      Next: `Count ${name}`,
    },
    [`Count ${name}`]: {
      Type: 'Task',
      Resource: `arn:${Aws.PARTITION}:states:::aws-sdk:sfn:describeMapRun`,
      Parameters: { 'MapRunArn.$': '$.run.MapRunArn' },
      ResultSelector: { 'failed.$': '$.ItemCounts.Failed' },
      ResultPath: `$.${name}`,
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 6 }],
      Next: next,
    },
  }
}

function originalsBatch(targets: RolloutTargets, name: string): State {
  const leave = `Leave ${name} to the queue`
  return {
    StartAt: `Reconcile ${name}`,
    States: {
      [`Reconcile ${name}`]: {
        ...invoke(targets, 4),
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: leave }],
        End: true,
      },
      [leave]: { ...invoke(targets, 12, { 'leave.$': '$.Items' }), End: true },
    },
  }
}

function storedBatch(targets: RolloutTargets, name: string): State {
  return { StartAt: `Reconcile ${name}`, States: { [`Reconcile ${name}`]: { ...invoke(targets, 12), End: true } } }
}

/**
 * @param attempts how often a batch that failed is repeated; twelve times take an hour and more
 * @param payload what the function gets instead of the batch
 */
function invoke({ reconcile }: RolloutTargets, attempts: number, payload?: State): State {
  const tooMuchAtOnce = [
    'Lambda.TooManyRequestsException',
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
  ]
  const backOff = { BackoffRate: 2, JitterStrategy: 'FULL' }
  return {
    Type: 'Task',
    Resource: `arn:${Aws.PARTITION}:states:::lambda:invoke`,
    Parameters: { FunctionName: reconcile, ...(payload === undefined ? { 'Payload.$': '$' } : { Payload: payload }) },
    OutputPath: '$.Payload',
    Retry: [
      { ErrorEquals: tooMuchAtOnce, IntervalSeconds: 2, MaxAttempts: 20, MaxDelaySeconds: 120, ...backOff },
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 30, MaxAttempts: attempts, MaxDelaySeconds: 900, ...backOff },
    ],
  }
}
