import {
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3'
import { ask, type IsAnswer } from './fault.ts'

/** Whether a server may have refused a header that it does not know. Argument and header cannot be told apart. */
const isUnknownHeader: IsAnswer = (status, code) =>
  (status === 501 || status === 400) && (code === 'NotImplemented' || code === 'InvalidArgument')

/**
 * Gives pages of a listing, with what is known of a restore from an archive. Not every compatible server knows the header
 * that asks for it (`x-amz-optional-object-attributes`): one that lists without it, and not with it, is no longer asked.
 */
export function createListPage(
  client: S3Client,
): (input: ListObjectsV2CommandInput) => Promise<ListObjectsV2CommandOutput> {
  let isKnown = true

  return async (input) => {
    if (isKnown) {
      const command = new ListObjectsV2Command({ ...input, OptionalObjectAttributes: ['RestoreStatus'] })
      const page = await ask('ListObjectsV2', client.send(command), isUnknownHeader)
      if (page !== null) return page
    }
    const page = await ask('ListObjectsV2', client.send(new ListObjectsV2Command(input)))
    isKnown = false
    return page
  }
}
