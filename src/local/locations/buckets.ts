import { type S3Location, NotReady, UsageFault } from '../../cli/command-line.ts'
import { messageOf } from '../../errors.ts'
import { createS3Client, s3Store } from '../../stores/s3.ts'
import type { Store } from '../../stores/store.ts'
import { requireConditions } from './conditions.ts'
import type { Locations } from './locations.ts'
import { pollListing } from './poll.ts'

export interface BucketOptions {
  readonly originals: S3Location
  readonly processed: S3Location
  readonly errors: S3Location
  /** How long it waits between two listings, in ms. */
  readonly pollMs: number
  /** Which keys are public. */
  readonly prefixes: readonly string[]
}

/**
 * Opens buckets of S3 or of whatever speaks its language. There are no events, so the originals are listed again and
 * again. Several processes may work on the same buckets: every write is conditional.
 *
 * @throws UsageFault when a location does not answer, or does not keep the conditions of writes
 */
export async function openBuckets(options: BucketOptions): Promise<Locations> {
  const client = createS3Client()
  const open = ({ bucket, prefix }: S3Location) => s3Store({ client, bucket, prefix })
  const [originals, processed, errors] = [open(options.originals), open(options.processed), open(options.errors)]
  await Promise.all([
    explained(options.originals, () => originals.answers()),
    explained(options.processed, () => requireConditions(processed, options.processed.title)),
    explained(options.errors, () => requireConditions(errors, options.errors.title)),
  ])
  const read = new Set<string>()
  return {
    title: options.originals.title,
    isAlone: false,
    userMetadata: null,
    originals: noting(originals, read),
    processed,
    errors,
    watch: async (listener) =>
      pollListing({ ...listener, store: originals, prefixes: options.prefixes, everyMs: options.pollMs, read }),
    release: async () => client.destroy(),
  }
}

/** A decorator of a store: remembers which objects were read, since something may have been made of them. */
function noting(store: Store, read: Set<string>): Store {
  return {
    ...store,
    async get(key) {
      const found = await store.get(key)
      if (found !== null) read.add(key)
      return found
    },
  }
}

/** A fault at the start is the user's to mend: a wrong name, missing credentials, an endpoint that is not there. */
async function explained({ title }: S3Location, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof UsageFault) throw error
    throw new NotReady(`${title} does not answer: ${messageOf(error)}`, {
      cause: error,
    })
  }
}
