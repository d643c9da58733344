import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createCatalogue } from '../config/catalogue.ts'
import { resolveConfig, type Settings } from '../config/config.ts'
import type { Observer, Ports, Purge } from '../core/ports.ts'
import type { OpenPicture } from '../image/picture.ts'
import { decoders } from '../image/sniff.ts'
import { createS3Client, s3Store } from '../stores/s3.ts'
import { createSqsClient, sqsQueue } from './sqs.ts'

/**
 * Connects a function with everything that it works with, as the deployment has named it: its environment variables,
 * and the `settings.json` in its folder.
 *
 * @param entry URL of the entry module
 * @throws Error or ConfigFault, where the deployment is not complete
 */
export function connect(entry: string, observer: Observer, purge: Purge, openPicture: OpenPicture): Ports {
  const named = readEnvironment([
    'SIZEWRIGHT_ORIGINALS',
    'SIZEWRIGHT_PROCESSED',
    'SIZEWRIGHT_ERRORS',
    'SIZEWRIGHT_ACCOUNT',
    'SIZEWRIGHT_QUEUE_URL',
  ])
  const settings = readSettings(entry)
  const client = createS3Client()
  const owner = named.SIZEWRIGHT_ACCOUNT
  return {
    originals: s3Store({ client, owner, bucket: named.SIZEWRIGHT_ORIGINALS }),
    processed: s3Store({ client, owner, bucket: named.SIZEWRIGHT_PROCESSED }),
    errors: s3Store({ client, owner, bucket: named.SIZEWRIGHT_ERRORS }),
    queue: sqsQueue(createSqsClient(), named.SIZEWRIGHT_QUEUE_URL),
    purge,
    openPicture,
    catalogue: createCatalogue(settings, decoders),
    settings,
    observer,
  }
}

/**
 * Reads the environment variables that the deployment must set.
 *
 * @throws Error naming all that are missing
 */
export function readEnvironment<const N extends string>(
  names: readonly N[],
  from: Readonly<Record<string, string | undefined>> = process.env,
): Record<N, string> {
  const missing = names.filter((name) => !from[name])
  if (missing.length > 0) throw new Error(`the environment has no ${missing.join(', no ')}`)
  const entries = names.map((name) => [name, from[name]])
  return Object.fromEntries(entries) as Record<N, string> // oxlint-disable-line typescript/no-unsafe-type-assertion -- all are there
}

/**
 * Reads the configuration that a bundle brings with it.
 *
 * @param entry URL of the module beside which `settings.json` lies
 * @throws Error where there is none or it is no JSON; ConfigFault where it is not valid
 */
export function readSettings(entry: string): Settings {
  const file = fileURLToPath(new URL('settings.json', entry))
  return resolveConfig(parse(file))
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new Error(`${file} must hold the configuration as JSON, and cannot be read`, { cause })
  }
}
