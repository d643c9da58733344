import { writeFileSync } from 'node:fs'
import { inspect } from '../image/inspect.ts'
import { canReserve } from '../image/available-memory.ts'
import { openPicture, type Picture } from '../image/picture.ts'
import { canDecode } from '../image/test-picture.ts'
import type { Making } from '../recipe.ts'
import {
  type DecoderCall,
  serializeError,
  type Method,
  type Methods,
  serializeRefusal,
  type DecoderReply,
} from './messages.ts'

// The child process that decodes. It knows nothing but the pictures that it is sent.

const makings = new Map<number, Making>()
let picture: Picture | null = null

type Procedures = { readonly [M in Method]: (params: Methods[M][0]) => Promise<Methods[M][1]> }

const procedures: Procedures = {
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
    setImmediate(() => globalThis.gc?.({ type: 'minor', execution: 'sync' })) // frees its pixels now; that takes a millisecond
    return null
  },
  prove: async (bytes) => canReserve(bytes) && (await canDecode()),
  async inspect({ bytes, kind, limits, boxes }) {
    const { refused, ...seen } = await inspect(bytes, kind, limits, boxes)
    return { ...seen, refused: refused === null ? null : serializeRefusal(refused) }
  },
}

function opened(): Picture {
  if (picture === null) throw new Error('no picture is open')
  return picture
}

async function answer<M extends Method>({ id, method, params }: DecoderCall<M>): Promise<DecoderReply> {
  try {
    return { id, result: await procedures[method](params) }
  } catch (error) {
    return { id, error: serializeError(error) }
  }
}

function say(reply: DecoderReply): void {
  process.send?.(reply)
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
process.on('message', (call: DecoderCall) => void answer(call).then(say))
say({ ready: true })
