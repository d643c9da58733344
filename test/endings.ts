import { type Ending, Unjudged } from '../src/errors.ts'
import { type Effort, type OpenPicture, openPicture as open } from '../src/image/picture.ts'
import { counting } from './world.ts'

/** Where and how a decoder ends, though nobody can tell why. */
export interface End {
  readonly at: 'open' | 'render' | 'facts'
  readonly ending: Ending
  readonly wasFed: boolean
}

/** A decoder whose tries end as told, one after the other, and which then works; and under what conditions it was tried. */
export function ending(...ends: (End | null)[]): { openPicture: OpenPicture; efforts: Effort[] } {
  const efforts: Effort[] = []
  const left = [...ends]
  const openPicture: OpenPicture = async (bytes, limits, boxes, focus, effort = {}) => {
    efforts.push(effort)
    const end = left.shift() ?? null
    const fail = (at: End['at']) => {
      if (end?.at === at) throw new Unjudged(end.ending, end.wasFed, `it ended: ${end.ending}`)
    }
    fail('open')
    const picture = await open(bytes, limits, boxes, focus)
    let renders = 0
    return {
      async render(making) {
        if ((renders += 1) === 3) fail('render')
        return picture.render(making)
      },
      async facts() {
        fail('facts')
        return picture.facts()
      },
      close: () => picture.close(),
    }
  }
  return { openPicture: counting(openPicture), efforts }
}
