import { readHeader } from '../image/header.ts'
import { sniff } from '../image/sniff.ts'
import { viewerPath } from '../path.ts'
import type { Answer } from './ask.ts'
import { Failed, type Subject } from './check.ts'

/** In ms. */
const LOOK_EVERY = 500

/** Two pictures that can be told apart by their shape. */
export const WIDE = { width: 400, height: 200 }
export const HIGH = { width: 200, height: 400 }

/** One rendition of one key, looked at until something holds. */
export interface Wait {
  readonly name: string
  readonly key: string
  /** What is wrong where it never holds. */
  readonly otherwise: string
  readonly holds: (answer: Answer) => boolean | Promise<boolean>
}

/** @param patience in ms @throws Failed where it does not hold by then */
export async function waitUntil(
  subject: Subject,
  patience: number,
  { name, key, otherwise, holds }: Wait,
): Promise<Answer> {
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

export const isThere = ({ status }: Answer) => status === 200

export const isStored = ({ status, headers }: Answer) => status === 200 && headers['etag'] !== undefined

/** The shape of a picture; a crop has lost that of its original. `null` for what is no whole answer. */
export async function shapeOf({ settings }: Subject, { status, body }: Answer): Promise<'wide' | 'high' | null> {
  if (status !== 200) return null
  try {
    const { width, height } = (await readHeader(body, sniff(body), settings.limits)).size
    return width < height ? 'high' : 'wide'
  } catch {
    return null
  }
}

/** How long it took. */
export async function timed(work: () => Promise<unknown>): Promise<string> {
  const start = performance.now()
  await work()
  return `${((performance.now() - start) / 1000).toFixed(1)} s`
}
