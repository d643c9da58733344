import type { Message } from './ports.ts'

/** One run does for two messages of a key: one that is no sweep asks for one, and a purge is owed to either. */
export function merge(a: Message, b: Message): Message {
  return {
    key: a.key,
    ...(a.sweep === true && b.sweep === true && { sweep: true }),
    ...((a.purge === true || b.purge === true) && { purge: true }),
    ...(a.rollout === true && b.rollout === true && { rollout: true }),
  }
}
