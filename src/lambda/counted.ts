import type { Serve } from '../core/serve.ts'
import { NoOriginal, Refused } from '../errors.ts'
import type { Telemetry } from './telemetry.ts'

/** A `serve` of which is counted what it answers; what it makes is told by the observer. */
export function counted(serve: Serve, telemetry: Pick<Telemetry, 'count'>): Serve {
  return async (rendition, key) => {
    try {
      return await serve(rendition, key)
    } catch (error) {
      if (error instanceof NoOriginal) telemetry.count('NotFound')
      if (error instanceof Refused) telemetry.count('Refused')
      throw error
    }
  }
}
