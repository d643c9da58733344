import { randomUUID } from 'node:crypto'
import { printable } from '../printable.ts'
import type { Subject } from './check.ts'
import { planFor } from './plan.ts'

/** What `check` was asked for, as far as it decides what is asked of whom. */
export interface Asked {
  readonly base: string
  /** `s3://…`, where uploads go. */
  readonly place: string | undefined
  readonly asksQuota: boolean
  readonly asksEdge: boolean
}

/** The calls of AWS, as a policy names them. */
const QUOTA = ['lambda:GetAccountSettings', 'lambda:ListFunctions', 'lambda:ListEventSourceMappings']
const EDGE = ['cloudfront:ListDistributions', 'cloudfront:DescribeFunction', 'cloudfront:TestFunction']
const UPLOADS = ['s3:ListBucket', 's3:GetObject']

/** The longest line that is shown whole: some names are as long as names may be. */
const WHOLE = 160

/**
 * Says what `check` would do, and does nothing of it.
 *
 * @param subject `null` where nothing but the account is asked about
 */
export function dryRun(subject: Subject | null, { base, place, asksQuota, asksEdge }: Asked): string {
  const random = randomUUID()
  const folder = place === undefined ? null : `sizewright-check/${random}`
  const plan = subject === null ? { requests: [], uploads: [] } : planFor(subject, folder)
  const calls = [...(asksEdge ? EDGE : []), ...(asksQuota ? QUOTA : []), ...(place === undefined ? [] : UPLOADS)]
  const sections = [
    section(
      `requests of ${base}, some of them more than once`,
      plan.requests.map(({ method, target, headers }) =>
        [method.padEnd(6), target, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('  '),
      ),
    ),
    section(
      `objects in ${place ?? 'no bucket'}, all of which are deleted again`,
      plan.uploads.map(
        ({ key, isReplaced }) => `PUT     ${key}${isReplaced ? '  and another picture in its place' : ''}`,
      ),
    ),
    section('calls of AWS, with the credentials of the environment, which change nothing', calls),
  ]
  const told = ['Nothing is sent. Without --dry-run there would be', ...sections.filter((one) => one !== '')]
  return told.join('\n\n').replaceAll(random, 'RANDOM')
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [`${lines.length} ${title}:`, ...lines.map((line) => `  ${shown(line)}`)].join('\n')
}

function shown(line: string): string {
  const text = printable(line)
  return text.length <= WHOLE ? text : `${text.slice(0, WHOLE / 2)}… (${text.length} characters)`
}
