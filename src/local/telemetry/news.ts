import { PlaceFault } from '../../errors.ts'

/** In ms: how often the same is said of a place that is away or full. */
const MINUTE = 60_000
/** In ms: the same of a folder among the originals that may not be read, which may be meant so. */
const HOUR = 60 * MINUTE

/**
 * Whether a fault is to be said, or is one of a place of which that has just been said: a disk that is full fails every
 * picture that is tried, and tried again.
 */
export function createRepeatFilter(): (fault: unknown) => boolean {
  const said = new Map<string, number>()
  return (fault) => {
    if (!(fault instanceof PlaceFault)) return true
    const what = `${fault.kind} ${fault.code} ${fault.place}`
    const now = performance.now()
    const isNews = now - (said.get(what) ?? -Infinity) >= (fault.kind === 'unreadable' ? HOUR : MINUTE)
    if (isNews) said.set(what, now)
    return isNews
  }
}
