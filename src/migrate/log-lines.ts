/** A request that a line of a log tells of. */
export interface Logged {
  /** A URL, or a path with its query, as the client wrote it. */
  readonly address: string
  /** `null` where the log does not say. */
  readonly status: number | null
}

/** Of ALB the status that it answered with, which stands before the request. */
const ALB_STATUS = 8

/**
 * Reads the lines of a log, each of which may be of another kind: CloudFront's standard logs (tab-separated, whose fields are
 * named by a line above, or JSON), those of nginx and Apache, of ALB and of S3, or a list of addresses.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
 */
export function createLineReader(): (line: string) => Logged | null {
  let fields: string[] = []
  return (line) => {
    if (line.startsWith('#')) {
      if (line.startsWith('#Fields:')) fields = line.slice('#Fields:'.length).trim().split(/[ \t]/)
      return null
    }
    if (line.startsWith('{')) return fromJson(line)
    if (fields.length > 0 && line.includes('\t')) {
      const values = line.split('\t')
      return fromFields((name) => values[fields.indexOf(name)])
    }
    return fromRequestLine(line) ?? (/^(?:https?:\/\/|\/)\S+$/i.test(line) ? { address: line, status: null } : null)
  }
}

function fromJson(line: string): Logged | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch {
    return null
  }
  const values = new Map(Object.entries(parsed ?? {}).map(([name, value]) => [name, String(value)]))
  return fromFields((name) => values.get(name))
}

/** CloudFront encodes what it logs, so a percent sign of the client's is `%25` there. */
function fromFields(valueOf: (name: string) => string | undefined): Logged | null {
  const path = valueOf('cs-uri-stem')
  if (path === undefined || !/^(?:GET|HEAD)?$/.test(valueOf('cs-method') ?? '')) return null
  const query = valueOf('cs-uri-query') ?? '-'
  const status = Number(valueOf('sc-status') ?? Number.NaN)
  const address = (query === '-' || query === '' ? path : `${path}?${query}`).replaceAll('%25', '%')
  return { address, status: Number.isNaN(status) ? null : status }
}

/** `"GET /boat.jpg?w=300 HTTP/1.1" 200`; the address may be a whole URL. */
function fromRequestLine(line: string): Logged | null {
  const start = line.search(/"(?:GET|HEAD) /)
  if (start === -1) return null
  const end = line.indexOf('"', start + 1)
  const [, address = ''] = line.slice(start + 1, end === -1 ? undefined : end).split(' ')
  const isAlb = /^(?:https?|h2|grpcs?|wss?) \d{4}-/.test(line)
  const status = isAlb
    ? line.slice(0, start).split(' ', ALB_STATUS + 1)[ALB_STATUS]
    : line
        .slice(end + 1)
        .trim()
        .split(' ', 1)[0]
  return { address, status: /^\d{3}$/.test(status ?? '') ? Number(status) : null }
}
