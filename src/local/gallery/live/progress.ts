import { countText } from '../views/humanize.ts'
import type { LiveState } from './live-state.ts'

/** How far the work is, as the pages say it. */
export interface Progress {
  /** `Making 312 of 2,000, 3 to be tried again`; '' where there is nothing to do. */
  readonly doing: string
  /** What is read out to those who do not see it. It changes when the work begins and when it ends, not twice a second. */
  readonly told: string
  readonly done: number
  /** 0 where there is nothing to do. */
  readonly all: number
}

/** Follows the work through the states that somebody looks at. What was made is counted from when there was nothing to do. */
export function createProgress(): (state: LiveState) => Progress {
  let left = 0
  let done = 0
  let told = ''

  return ({ waiting, running, retrying, catchingUp, fault }) => {
    const before = left
    left = catchingUp === null ? waiting + running : catchingUp.all - catchingUp.done
    if (catchingUp !== null) ({ done } = catchingUp)
    else done = left === 0 ? 0 : done + Math.max(0, before - left)
    const all = left === 0 ? 0 : done + left
    if (before === 0 && all > 0) told = `Making ${countText(all)} ${all === 1 ? 'picture' : 'pictures'}`
    if (before > 0 && all === 0) told = 'All pictures are made'
    const parts = [
      ...(all === 0 ? [] : [`Making ${countText(done)} of ${countText(all)}`]),
      ...(retrying === 0 ? [] : [`${countText(retrying)} to be tried again`]),
    ]
    if (fault !== null) return { doing: whatToDo(fault), told: whatToDo(fault), done: 0, all: 0 } // nothing gets on
    return { doing: parts.join(', '), told, done, all }
  }
}

/** Says what keeps the service from its work, and what to do. Whoever looks hears no more than that: the console names the place. */
function whatToDo(fault: string): string {
  const advice = fault.endsWith('the disk is full')
    ? 'Make room on it'
    : fault.endsWith('be written')
      ? 'See that the service may write there: its console says where'
      : 'See that they are there and may be read: the console of the service says where'
  return `${fault.charAt(0).toUpperCase()}${fault.slice(1)}. ${advice}; then it goes on by itself.`
}
