import type { Writable } from 'node:stream'
import { messageOf } from '../../errors.ts'
import { printableJson } from '../../printable.ts'
import type { TracedRequest } from '../http/request-trace.ts'

/** What the service says while it runs, for a machine to read: a JSON object a line. */
export interface JsonLog {
  info(message: string, about?: Readonly<Record<string, unknown>>): void
  /** @param requestId of the request that it belongs to */
  fault(fault: unknown, key: string | undefined, requestId: string | undefined): void
  /** A request has been answered. */
  request(request: TracedRequest): void
}

/** Writes all lines of a turn at once: a system call for each would cost more than the request that it tells of. */
export function createJsonLog(out: Writable): JsonLog {
  let pending = ''

  function flush(): void {
    if (pending !== '') out.write(pending)
    pending = ''
  }

  function write(level: 'info' | 'error', message: string, about: Readonly<Record<string, unknown>> = {}): void {
    if (pending === '') setImmediate(flush)
    pending += `${printableJson(JSON.stringify({ time: new Date().toISOString(), level, message, ...about }))}\n`
  }

  process.once('exit', flush)
  out.on('error', () => {}) // whoever reads the log may go away: then the lines are lost, and the pictures are not

  return {
    info: (message, about) => write('info', message, about),
    fault(fault, key, requestId) {
      write('error', messageOf(fault), {
        ...(key !== undefined && { key }),
        ...(requestId !== undefined && { requestId }),
        ...(fault instanceof Error && { stack: fault.stack }),
      })
    },
    request({ id, method, path, status, bytes, ms, source, stages, isWhole }) {
      write('info', 'request', {
        requestId: id,
        method,
        path,
        status,
        bytes,
        ms: Number(ms.toFixed(1)),
        source,
        ...(source === 'made' && { stages }),
        ...(!isWhole && { isWhole }),
      })
    },
  }
}
