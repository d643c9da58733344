import type { Store } from '../stores/store.ts'
import { bothOriginsChecks } from './both-origins.ts'
import type { Check } from './check.ts'
import { createLot, lotOfNowhere } from './lot.ts'
import { roundTripChecks } from './round-trip.ts'

/** All checks that upload something. */
export interface Trip {
  /** The last one takes everything away. */
  readonly checks: readonly Check[]
  /** For when it is stopped before that. */
  clear(): Promise<void>
}

/**
 * @param originals `null` where nothing may be uploaded: then the checks say so
 * @param patience how long anything may take to arrive, in ms
 */
export function createTrip(originals: Store | null, patience?: number): Trip {
  const lot = originals === null ? lotOfNowhere() : createLot(originals)
  const clear = { title: 'everything that was uploaded is taken away again', run: () => lot.clear() }
  return { checks: [...roundTripChecks(lot, patience), ...bothOriginsChecks(lot, patience), clear], clear: clear.run }
}
