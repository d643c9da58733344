import { Aws } from 'aws-cdk-lib'
import { SWEEP } from '../times.ts'

/** A state of a state machine, as the language of Step Functions has it. */
export type State = Readonly<Record<string, unknown>>

/** The name of the first state of `purgeStates`. */
export const PURGE = 'Purge everything'

/**
 * Empties every edge with one path, and again when every fetch of the old has ended.
 *
 * @param next what follows, nothing if left out
 */
export function purgeStates(distributionId: string, next?: string): Record<string, State> {
  return {
    [PURGE]: { ...purge(distributionId), Next: 'Fetches of the old end' },
    'Fetches of the old end': { Type: 'Wait', Seconds: SWEEP.toSeconds(), Next: 'Purge again' },
    'Purge again': { ...purge(distributionId), ...(next === undefined ? { End: true } : { Next: next }) },
  }
}

function purge(distributionId: string): State {
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
