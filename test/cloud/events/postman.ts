import type * as v from 'valibot'
import type { Change } from '../../s3/objects.ts'
import type { Clock } from '../clock.ts'
import type { Queue } from '../queue/queue.ts'
import { bridgedNotices, type ObjectRule } from './bridge.ts'
import { type bucketNotifications, type Notice, noticesOf, testNotices } from './notifications.ts'

type Configuration = v.InferOutput<typeof bucketNotifications>

/** Carries notifications from S3 to the queues, at least once and in no order, as a test wishes. */
export interface Postman {
  /** Keeps what comes from now on. */
  hold(): void
  /** Delivers what was kept, as `arrange` gives it, and from now on at once. */
  release(arrange?: (held: readonly Notice[]) => readonly Notice[]): void
  tell(change: Change): void
  /** Follows a deployment's buckets and rules, and none of an earlier one. */
  subscribe(configurations: readonly Configuration[], rules: readonly ObjectRule[]): void
}

export function createPostman(clock: Clock, queues: ReadonlyMap<string, Queue>): Postman {
  let configurations: readonly Configuration[] = []
  let rules: readonly ObjectRule[] = []
  let held: Notice[] | null = null

  function deliver({ queueArn, body }: Notice): void {
    const queue = queues.get(queueArn)
    if (queue === undefined) throw new Error(`there is no queue ${queueArn}`)
    queue.send(body)
  }

  return {
    hold() {
      held ??= []
    },
    release(arrange = (kept) => kept) {
      const kept = arrange(held ?? [])
      held = null
      kept.forEach(deliver)
    },
    tell(change) {
      const isBridged = configurations.some(
        ({ BucketName, NotificationConfiguration }) =>
          BucketName === change.bucket && NotificationConfiguration.EventBridgeConfiguration !== undefined,
      )
      const notices = [
        ...configurations.flatMap((configuration) => noticesOf(configuration, change, clock)),
        ...(isBridged ? rules.flatMap((rule) => bridgedNotices(rule, change, clock)) : []),
      ]
      if (held === null) notices.forEach(deliver)
      else held.push(...notices)
    },
    subscribe(given, givenRules) {
      configurations = given
      rules = givenRules
      for (const notice of configurations.flatMap((one) => testNotices(one, clock))) deliver(notice)
    },
  }
}
