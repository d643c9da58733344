import { CALL, type S3Location, UsageFault } from '../../cli/command-line.ts'
import { isLoopback } from '../../cli/loopback.ts'

/** The buckets that a deployment works on, or parts of them. */
export interface Buckets {
  readonly originals: S3Location
  readonly processed: S3Location
  readonly errors: S3Location
}

/** Which deployment is looked at. */
export interface ViewOptions extends Buckets {
  /** The origin from which the visitors of the deployment get its pictures, such as `https://images.example.com`. */
  readonly site: string
}

/** The options of the command line that say something about a view, as they were written. */
interface ViewFlags {
  readonly 'read-only'?: boolean | undefined
  readonly url?: string | undefined
  readonly uploads?: boolean | undefined
  readonly data?: string | undefined
  readonly drain?: string | undefined
  readonly 'accel-redirect'?: string | undefined
  readonly 'metrics-port'?: string | undefined
}

/** Options of a service that works, and why a view cannot heed them. */
const OF_WORK = {
  uploads: '--uploads lets the page change something, and --read-only nothing: leave one of them out',
  data: '--data is a folder that a service writes to, and --read-only writes nothing: leave it out',
  drain:
    '--drain is for a service behind a load balancer, and --read-only is a view for whoever operates one: leave it out',
  'accel-redirect':
    '--accel-redirect has renditions sent from a folder, and with --read-only the deployment sends them: leave it out',
  'metrics-port': '--metrics-port tells what a service does, and --read-only does nothing: leave it out',
} as const

/**
 * Reads `--read-only` and `--url`; `null` where neither is there, so that the service itself is meant.
 *
 * @param buckets `null` where a folder was named
 * @throws UsageFault
 */
export function readView(flags: ViewFlags, buckets: Buckets | null): ViewOptions | null {
  const { url } = flags
  if (flags['read-only'] !== true) {
    if (url === undefined) return null
    throw new UsageFault('--url says where a deployment answers, which only a view needs to know: add --read-only')
  }
  if (buckets === null) {
    throw new UsageFault(
      `--read-only is a view of buckets that a deployment works on: name --originals, --processed and --errors (for a folder there is ${CALL} FOLDER --no-uploads)`,
    )
  }
  for (const [name, why] of Object.entries(OF_WORK)) {
    if (Object.entries(flags).some(([flag, value]) => flag === name && value !== undefined && value !== false)) {
      throw new UsageFault(why)
    }
  }
  if (url === undefined) {
    throw new UsageFault(
      '--read-only needs --url, where the visitors of the deployment get its pictures, such as https://images.example.com',
    )
  }
  return { ...buckets, site: readSite(url) }
}

/** A name may have more characters than that, but then it could also say something in the pages' policy. */
const PLAIN_ORIGIN = /^https?:\/\/(?:\[[\da-f:.]+\]|[a-z\d._-]+)(?::\d+)?$/

/** @throws UsageFault */
function readSite(text: string): string {
  const fault = (why: string) => new UsageFault(`--url must be like https://images.example.com, but '${text}' ${why}`)
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) throw fault('is no such URL')
  const { protocol, hostname, origin, pathname, search, hash, username, password } = new URL(text)
  if (!PLAIN_ORIGIN.test(origin) || username !== '' || password !== '') throw fault('is no such URL')
  if (pathname !== '/' || search !== '' || hash !== '') {
    throw fault('has something after the host: pictures have their addresses right below it')
  }
  if (protocol === 'http:' && !isLoopback(hostname.replace(/^\[|\]$/g, ''))) {
    throw fault('is not encrypted: http is for this machine only')
  }
  return origin
}
