import type { Writable } from 'node:stream'
import type { Asked } from './requests.ts'

/** What the one-machine service says while it runs, for a machine to read: a JSON object a line. */
export interface JsonLog {
  info(message: string, about?: Readonly<Record<string, unknown>>): void
  /** @param requestId of the request that it belongs to */
  fault(fault: unknown, key: string | undefined, requestId: string | undefined): void
  /** A request, when its answer is out. */
  asked(asked: Asked): void
}

export function createJsonLog(out: Writable): JsonLog {
  function write(level: 'info' | 'error', message: string, about: Readonly<Record<string, unknown>> = {}): void {
    out.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...about })}\n`)
  }

  return {
    info: (message, about) => write('info', message, about),
    fault(fault, key, requestId) {
      write('error', fault instanceof Error ? fault.message : String(fault), {
        ...(key !== undefined && { key }),
        ...(requestId !== undefined && { requestId }),
        ...(fault instanceof Error && { stack: fault.stack }),
      })
    },
    asked({ id, method, target, status, bytes, ms, source, stages, isWhole }) {
      write('info', 'request', {
        requestId: id,
        method,
        target,
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
