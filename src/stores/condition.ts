import type { Condition, ObjectHead } from './store.ts'

/** Whether a write may happen, given what is stored now. */
export function holds(only: Condition, stored: ObjectHead | null): boolean {
  return only === 'absent' ? stored === null : stored?.etag === only.etag
}
