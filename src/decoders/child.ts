import { writeFileSync } from 'node:fs'
import { inspect } from '../image/inspect.ts'
import { openPicture, type Picture } from '../image/picture.ts'
import type { Making } from '../recipe.ts'
import { failureOf, refusal } from './failure.ts'
import { canDecode } from '../image/test-picture.ts'
import { canReserve } from '../image/memory.ts'
import type { Answer, Asked, Question, Verb } from './messages.ts'

// What runs in the process that decodes. It knows nothing but the pictures that it is sent.

const makings = new Map<number, Making>()
let picture: Picture | null = null

type Work = { readonly [V in Verb]: (about: Asked[V][0]) => Promise<Asked[V][1]> }

const work: Work = {
  async open({ bytes, limits, boxes, focus }) {
    picture = await openPicture(bytes, limits, boxes, focus)
    return null
  },
  async render({ number, making }) {
    if (making !== undefined) makings.set(number, making)
    return opened().render(makings.get(number)!)
  },
  facts: async () => opened().facts(),
  async close() {
    picture?.close()
    picture = null
    setImmediate(() => globalThis.gc?.({ type: 'minor', execution: 'sync' })) // its pixels go now, for a millisecond
    return null
  },
  prove: async (bytes) => canReserve(bytes) && (await canDecode()),
  async inspect({ bytes, kind, limits, boxes }) {
    const { refused, ...seen } = await inspect(bytes, kind, limits, boxes)
    return { ...seen, refused: refused === null ? null : refusal(refused) }
  },
}

function opened(): Picture {
  if (picture === null) throw new Error('no picture is open')
  return picture
}

async function answer<V extends Verb>({ id, verb, about }: Question<V>): Promise<Answer> {
  try {
    return { id, value: await work[verb](about) }
  } catch (error) {
    return { id, failure: failureOf(error) }
  }
}

function say(message: Answer): void {
  process.send?.(message)
}

/** Where memory runs out, the system is to end this process and not the one that it works for: proc_pid_oom_score_adj(5). */
function offerToDie(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '500')
  } catch {
    // elsewhere than on Linux
  }
}

offerToDie()
// No exit: that would wait for the threads that decode.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.on('message', (question: Question) => void answer(question).then(say))
say({ ready: true })
