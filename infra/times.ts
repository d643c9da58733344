import { Duration } from 'aws-cdk-lib'
import { SWEEP_MS } from '../src/core/ports.ts'

/** The time-out of `serve`: how long a request may be worked on, storing what was made included. */
export const SERVE = Duration.seconds(29)

/** The time-out of `reconcile`: how long a batch of the queue, or of a rollout, may be worked on. */
export const RECONCILE = Duration.seconds(120)

/** How long an edge may take to fetch from an origin. */
export const FETCH = Duration.seconds(60)

/** When a sweep is due: every older writer is dead by then, and every fetch of what it replaced has ended. */
export const SWEEP = Duration.millis(SWEEP_MS)

/** The queue's visibility timeout: how long a received message is hidden. AWS asks for six times the function's time-out. */
export const VISIBILITY = Duration.seconds(6 * RECONCILE.toSeconds())

/** How often a message is received before it is a dead letter; with the delays in between it outlives an hour without S3. */
export const RECEIVES = 16

/** Messages, dead ones too, are kept as long as SQS keeps any. */
export const MESSAGE_RETENTION = Duration.days(14)

/** How often the dead letters get another try. */
export const REDRIVE = Duration.hours(6)
