import * as v from 'valibot'
import { viewerPath } from '../path.ts'
import type { Reply } from './ask.ts'
import { Failed, type Subject, must } from './check.ts'

/** The `Accept` header of a browser that takes every format. */
export const BROWSER = 'image/avif,image/webp,image/apng,image/*,*/*;q=0.8'

/** In ms: what is made for a request may be kept at an edge for a minute before the stored picture takes its place. */
const PATIENCE = 100_000
/** Edges of one place do not share everything, so a hit may take more than two requests. */
const TRIES = 6
const LOOK_EVERY = 1000

/** Asks for a rendition of the picture. @throws Failed unless it is 200 */
export async function picture({ ask, key }: Subject, name: string, accept = ''): Promise<Reply> {
  const headers = accept === '' ? {} : { Accept: accept }
  const target = viewerPath(name, key)
  const answer = await ask(target, { headers })
  const place = answer.headers['location']
  const where = place === undefined ? firstLine(answer) : `, which leads to ${place}: try that`
  must(answer.status === 200, `${target} is answered with ${answer.status}${where}`)
  return answer
}

/** The services of which a stored picture was waited for in vain: the next check does not wait again. */
const inVain = new WeakSet<Subject>()

/** Polls until the stored picture comes, which is known by its ETag. */
export async function storedPicture(subject: Subject, name: string, accept = ''): Promise<Reply> {
  const until = Date.now() + (subject.patience ?? PATIENCE)
  for (;;) {
    const answer = await picture(subject, name, accept)
    if (answer.headers['etag'] !== undefined) return answer
    if (inVain.has(subject) || Date.now() > until) {
      inVain.add(subject)
      throw new Failed(`${name} is never answered with an ETag: it is not stored, or not read`)
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY))
  }
}

/** Asks until a cache says that it had the picture. Returns what the cache says; `null` where none says anything. */
export async function hitOf(ask: () => Promise<Reply>): Promise<string | null> {
  let last = ''
  for (let tries = 0; tries < TRIES; tries += 1) {
    const told = cacheSays(await ask())
    if (told === null) return null
    if (/hit/i.test(told)) return told
    last = told
  }
  throw new Failed(`the cache says '${last}' of ${TRIES} requests in a row`)
}

/** What a cache says of itself. Only what a cache has kept has an age. */
function cacheSays({ headers }: Reply): string | null {
  const told = headers['x-cache'] ?? headers['x-cache-status'] ?? headers['cf-cache-status']
  return told ?? (headers['age'] === undefined ? null : `Hit, Age ${headers['age']}`)
}

/** The first line of an error's text, in brackets; nothing where the answer is no text. */
export function firstLine({ body, headers }: Reply): string {
  const [line = ''] = body.toString().split('\n', 1)
  return headers['content-type']?.startsWith('text/') && line !== '' ? ` (${line.slice(0, 100)})` : ''
}

const infoSchema = v.object({
  width: v.number(),
  height: v.number(),
  frames: v.number(),
  renditions: v.array(v.object({ name: v.string(), width: v.number(), height: v.number(), bytes: v.number() })),
})

/** What `/info` tells of the picture. @throws Failed where that is not what it should be */
export async function infoOf({ ask, key }: Subject) {
  const { status, body } = await ask(viewerPath('info', key))
  must(status === 200, `/info of the picture is answered with ${status}`)
  try {
    return v.parse(infoSchema, JSON.parse(body.toString()))
  } catch {
    throw new Failed('/info of the picture is not what it should be')
  }
}
