import { SQSClient } from '@aws-sdk/client-sqs'
import { createCatalogue } from '../config/catalogue.ts'
import type { Observer, Ports, Purge } from '../core/ports.ts'
import type { OpenPicture } from '../image/picture.ts'
import { decoders } from '../image/sniff.ts'
import { createS3Client, s3Store } from '../stores/s3.ts'
import { readEnvironment } from './environment.ts'
import { sqsQueue } from './sqs.ts'
import { readSettings } from './settings.ts'

/**
 * Everything that both functions work with, as the deployment has named it.
 *
 * @param entry URL of the entry module
 * @throws Error or ConfigFault, where the deployment is not complete
 */
export function connect(entry: string, observer: Observer, purge: Purge, openPicture: OpenPicture): Ports {
  const named = readEnvironment([
    'SIZEWRIGHT_ORIGINALS',
    'SIZEWRIGHT_PROCESSED',
    'SIZEWRIGHT_ERRORS',
    'SIZEWRIGHT_QUEUE_URL',
  ])
  const settings = readSettings(entry)
  const client = createS3Client()
  return {
    originals: s3Store({ client, bucket: named.SIZEWRIGHT_ORIGINALS }),
    processed: s3Store({ client, bucket: named.SIZEWRIGHT_PROCESSED }),
    errors: s3Store({ client, bucket: named.SIZEWRIGHT_ERRORS }),
    queue: sqsQueue(new SQSClient(), named.SIZEWRIGHT_QUEUE_URL),
    purge,
    openPicture,
    catalogue: createCatalogue(settings, decoders),
    settings,
    observer,
  }
}
