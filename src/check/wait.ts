import { readHeader } from '../image/header.ts'
import { sniff } from '../image/sniff.ts'
import { viewerPath } from '../path.ts'
import type { Reply } from './ask.ts'
import { Failed, type Subject } from './check.ts'

/** How long it waits between two requests, in ms. */
const LOOK_EVERY = 500

/** The sizes of two pictures that can be told apart by their shape. */
export const WIDE = { width: 400, height: 200 }
export const HIGH = { width: 200, height: 400 }

/** A rendition that is polled until something holds of it. */
export interface Wait {
  readonly name: string
  readonly key: string
  /** What is wrong where it never holds. */
  readonly otherwise: string
  readonly holds: (answer: Reply) => boolean | Promise<boolean>
}

/** Polls a rendition until something holds. @param patience in ms @throws Failed where it does not hold by then */
export async function waitUntil(
  subject: Subject,
  patience: number,
  { name, key, otherwise, holds }: Wait,
): Promise<Reply> {
  const end = Date.now() + patience
  for (;;) {
    const answer = await subject.ask(viewerPath(name, key))
    if (await holds(answer)) return answer
    if (Date.now() > end) {
      throw new Failed(`${otherwise} after ${patience / 1000} s; the last answer was ${answer.status}`)
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY))
  }
}

export const isThere = ({ status }: Reply) => status === 200

export const isStored = ({ status, headers }: Reply) => status === 200 && headers['etag'] !== undefined

/** The shape of a picture, or `null` where the answer is none. A crop has lost the shape of its original. */
export async function shapeOf({ settings }: Subject, { status, body }: Reply): Promise<'wide' | 'high' | null> {
  if (status !== 200) return null
  try {
    const { width, height } = (await readHeader(body, sniff(body), settings.limits)).size
    return width < height ? 'high' : 'wide'
  } catch {
    return null
  }
}

/** Does something, and says how long it took. */
export async function withDuration(work: () => Promise<unknown>): Promise<string> {
  const start = performance.now()
  await work()
  return `${((performance.now() - start) / 1000).toFixed(1)} s`
}
