import type { S3Location } from '../../cli/command-line.ts'
import { NotReady } from '../../cli/command-line.ts'
import { messageOf } from '../../errors.ts'
import { createS3Client } from '../../stores/s3.ts'
import { S3Fault } from '../../stores/s3/fault.ts'
import { s3Reader } from '../../stores/s3/reader.ts'
import type { Reader } from '../../stores/store.ts'
import type { Buckets } from './options.ts'

/** The three places of a deployment, in none of which anything can be written by this. */
export interface Places {
  readonly originals: Reader
  readonly processed: Reader
  readonly errors: Reader
  close(): void
}

/** @throws NotReady when one of them does not answer, or may not be looked at */
export async function openPlaces({ originals, processed, errors }: Buckets): Promise<Places> {
  const client = createS3Client()
  const open = async ({ title, bucket, prefix }: S3Location): Promise<Reader> => {
    const reader = s3Reader({ client, bucket, prefix })
    await tryLooking(reader).catch((fault: unknown) => {
      throw new NotReady(`${title} ${refusalOf(fault)}: ${messageOf(fault)}`, { cause: fault })
    })
    return reader
  }
  try {
    const [first, second, third] = await Promise.all([open(originals), open(processed), open(errors)])
    return { originals: first, processed: second, errors: third, close: () => client.destroy() }
  } catch (fault) {
    client.destroy()
    throw fault
  }
}

/** Asks for all that a view asks for, once: what is missing among its rights is to be known before somebody opens a page. */
async function tryLooking(reader: Reader): Promise<void> {
  await reader.answers()
  for await (const { key } of reader.list()) {
    await reader.head(key)
    return
  }
}

function refusalOf(fault: unknown): string {
  if (!(fault instanceof S3Fault) || fault.status !== 403) return 'does not answer'
  return 'may not be looked at, which takes s3:ListBucket and s3:GetObject'
}
