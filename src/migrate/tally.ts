import type { Asked, Reader } from './asked.ts'
import { type BoundedCounter, createBoundedCounter } from './bounded-counter.ts'
import { createLineReader } from './log-lines.ts'
import { lostOf } from './lost.ts'
import { parseAddress } from './readers.ts'

/** What is counted of all logs. */
export interface Tally {
  lines: number
  /** Requests that were answered and that a dialect reads. */
  requests: number
  /** Lines that tell of a request with an address of none of them, or that was refused. */
  other: number
  /** Addresses of a dialect whose source is encrypted or damaged. */
  unreadable: number
  readonly dialects: BoundedCounter
  /** By `300x200 cover`; an open side is empty. */
  readonly sizes: BoundedCounter
  readonly formats: BoundedCounter
  /** By `https://old.example.com/`, `s3://photos/` or `/`. */
  readonly sources: BoundedCounter
  readonly lost: BoundedCounter
}

export function createTally(): Tally {
  const [dialects, sizes, formats] = [createBoundedCounter(), createBoundedCounter(), createBoundedCounter()]
  const [sources, lost] = [createBoundedCounter(), createBoundedCounter()]
  return { lines: 0, requests: 0, other: 0, unreadable: 0, dialects, sizes, formats, sources, lost }
}

/** Counts the lines of one log after the other. */
export function createCounting(tally: Tally, readers: readonly Reader[]): (line: string) => void {
  const read = createLineReader()
  return (line) => {
    tally.lines++
    const logged = read(line)
    if (logged === null) return
    const address = parseAddress(logged.address)
    if (address === null || (logged.status !== null && logged.status >= 400)) {
      tally.other++
      return
    }
    for (const reader of readers) {
      const asked = reader.read(address)
      if (asked === null) continue
      if (asked === 'unreadable') {
        if (reader.name === 'dit' || reader.name === 'query') continue // others' addresses look like these by chance
        tally.unreadable++
        return
      }
      count(tally, reader.name, asked)
      for (const what of lostOf(address.text)) tally.lost.add(what)
      return
    }
    tally.other++
  }
}

function count(tally: Tally, dialect: string, { width, height, cover, format, source }: Asked): void {
  tally.requests++
  tally.dialects.add(dialect)
  tally.sizes.add(`${width || ''}x${height || ''} ${cover ? 'cover' : 'inside'}`)
  tally.formats.add(/^[a-z0-9]{1,8}$/.test(format) ? format : 'none named')
  tally.sources.add(/^(?:https?|s3):\/\/[^/?#]+\//.exec(source)?.[0] ?? '/')
}
