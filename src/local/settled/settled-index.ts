import type { Catalogue } from '../../config/catalogue.ts'
import type { Ports } from '../../core/ports.ts'
import type { Seen } from '../../core/reconcile/look.ts'
import { listWork, type RolloutWork } from '../../core/rollout.ts'
import type { Store } from '../../stores/store.ts'
import { createFingerprints } from './fingerprint.ts'
import { createFingerprintSet } from './fingerprint-set.ts'
import { createIndexObject } from './index-object.ts'
import { createFingerprintCheck } from './by-fingerprint.ts'

/**
 * What is known to be as it should be, in buckets, whose listings bear no metadata: it saves the heads of what has not
 * changed. A fingerprint is that of a state about which a run found nothing to do, and that is true of the state for
 * ever, whoever found it: so nothing in the index goes stale, and any part of it may be lost at any time.
 */
export interface SettledIndex {
  /** Takes note that a run found this, and nothing to do about it. */
  note(key: string, seen: Seen): void
  /**
   * Lists all work; what is known is settled. What is known of states that the listings do not show is forgotten.
   *
   * @throws as `listWork` does
   */
  look(ports: Ports, signal: AbortSignal): Promise<RolloutWork>
  /** Keeps the index for the next start. Where that fails it is told of, and tried again with the next. */
  save(): Promise<void>
}

/** @param location where the index lies among other objects */
export function createSettledIndex(
  location: Store,
  catalogue: Catalogue,
  report: (fault: unknown) => void,
): SettledIndex {
  const fingerprints = createFingerprints(catalogue)
  const object = createIndexObject(location)
  let known = createFingerprintSet()
  let loading: Promise<void> | null = null
  let late: bigint[] | null = null // what was noted during a look, which may have listed its key before
  let isChanged = false

  async function load(): Promise<void> {
    const found = await object.read()
    if (found !== null) known.addAll(found)
  }

  return {
    note(key, seen) {
      const fingerprint = fingerprints.of(key, seen)
      if (fingerprint === null) return
      late?.push(fingerprint)
      if (known.has(fingerprint)) return
      known.add(fingerprint)
      isChanged = true
    },

    async look(ports, signal) {
      loading ??= load().catch(report)
      await loading
      late = []
      const kept = createFingerprintSet()
      const check = createFingerprintCheck(fingerprints, known, kept)
      const work = await listWork(ports, { signal, check })
      kept.addAll(BigUint64Array.from(late))
      late = null
      isChanged ||= kept.sorted().length !== known.sorted().length
      known = kept
      return work
    },

    async save() {
      if (!isChanged) return
      isChanged = false
      try {
        known.addAll(await object.write(known.sorted()))
      } catch (fault) {
        isChanged = true
        report(fault)
      }
    },
  }
}
