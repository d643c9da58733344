import type { IncomingMessage } from 'node:http'
import type { Plan, PlannedRequest } from '../../src/check/plan.ts'

/** The headers by which requests of a check differ, by the names that a plan gives them. */
const TOLD = ['Accept', 'Origin', 'If-None-Match', 'Range']

/** What came, and what was planned, as lines that can be compared. */
export function recordRequests() {
  const lines = new Set<string>()
  return {
    lines,
    note: (target: string, { method = '', headers }: IncomingMessage): string => {
      const told = TOLD.flatMap((name) => {
        const value = headers[name.toLowerCase()]
        return value === undefined ? [] : [[name, String(value)] as const]
      })
      lines.add(lineOf({ method, target, headers: Object.fromEntries(told) }))
      return target
    },
  }
}

export const linesOf = ({ requests }: Plan): Set<string> => new Set(requests.map(lineOf))

/** A request as a line, without what is another each time: the moment, and the ETag, which is an MD5. */
function lineOf({ method, target, headers }: PlannedRequest): string {
  const told = Object.entries(headers).map(
    ([name, value]) => `${name}: ${value.replace(/^"[0-9a-f]{32}"$/, '<its ETag>')}`,
  )
  return [method, target.replace(/check=\d+$/, 'check=<now>'), ...told.toSorted()].join(' ')
}
