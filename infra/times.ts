import { Duration } from 'aws-cdk-lib'
import { SWEEP_MS } from '../src/core/ports.ts'

/** How long a request may be worked on, storing what was made included. */
export const SERVE = Duration.seconds(29)

/** How long a batch of the queue, or of a rollout, may be worked on. */
export const RECONCILE = Duration.seconds(120)

/** How long an edge may take to fetch from an origin. */
export const FETCH = Duration.seconds(60)

/** When a sweep is due: every older writer is dead by then, and every fetch of what it replaced has ended. */
export const SWEEP = Duration.millis(SWEEP_MS)

/** How long a message that was received is kept from others: AWS asks for six times what the function may take. */
export const VISIBILITY = Duration.seconds(6 * RECONCILE.toSeconds())

/** So often a message fails before it is a dead letter; with the delays in between it outlives an hour without S3. */
export const RECEIVES = 16

/** Messages, dead ones too, are kept as long as SQS keeps any. */
export const MESSAGE_RETENTION = Duration.days(14)

/** How often the dead letters get another try. */
export const REDRIVE = Duration.hours(6)
