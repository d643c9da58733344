import { viewerPath } from '../path.ts'
import { firstLine } from './answers.ts'
import type { Reply } from './ask.ts'
import { type Check, type Subject, Inconclusive, must, variantsOf } from './check.ts'

/** Requests that must be refused, and the statuses that do. */
const REFUSED: readonly (readonly [
  title: string,
  target: (variant: string, key: string, prefix: string) => string,
  statuses: number[],
])[] = [
  ['a size that there is not', (_, key) => viewerPath('no-such-size', key), [404]],
  ['a malformed escape', (variant) => `/${variant}/%zz.jpg`, [400]],
  ['bytes that are no UTF-8', (variant) => `/${variant}/%ff%fe.jpg`, [400]],
  ['a way out', (variant) => `/${variant}/a/../b.jpg`, [400]],
  ['a way out that is escaped', (variant) => `/${variant}/%2e%2e/b.jpg`, [400]],
  ['an escaped slash', (variant) => `/${variant}/a%2Fb.jpg`, [400]],
  ['an escaped backslash', (variant) => `/${variant}/a%5Cb.jpg`, [400]],
  ['a control character', (variant) => `/${variant}/a%00b.jpg`, [400]],
  ['an empty segment', (variant) => `/${variant}//b.jpg`, [400]],
  ['a key that is too long', (variant, _, prefix) => `/${variant}/${encodeURI(prefix)}${'a'.repeat(1100)}.jpg`, [414]],
]

/** The most characters that an error's text may have: there is room for a sentence of ours, or the page that CloudFront itself shows for what never reaches us. */
const LONGEST = 4000

/** What an error's text must not have: a stack, a path, the name of a bucket or of a machine. */
const INSIDE = /\n[ \t]+at |\/(?:var|home|usr|opt|tmp)\/|arn:aws|s3:\/\/|amazonaws|<Error>/

/** The targets of those requests. */
export function refusedTargets(subject: Subject): string[] {
  const [variant = ''] = variantsOf(subject)
  return REFUSED.map(([, target]) => target(variant, subject.key, subject.settings.prefixes[0] ?? ''))
}

/** Methods that nothing is asked with. */
export const WRONG_METHODS = ['POST', 'PUT', 'DELETE']

/** Checks that what makes no sense is refused, with a short text that tells nothing of the inside. */
export const refusalChecks: readonly Check[] = [
  ...REFUSED.map(([title, , statuses], index): Check => ({
    title: `refused: ${title}`,
    async run(subject) {
      const answer = await subject.ask(refusedTargets(subject)[index]!)
      must(statuses.includes(answer.status), `it is answered with ${answer.status}, not ${statuses.join(' or ')}`)
      mustBeShort(answer)
    },
  })),
  {
    title: 'refused: anything but GET and HEAD',
    async run(subject) {
      const [variant = ''] = variantsOf(subject)
      for (const method of WRONG_METHODS) {
        const answer = await subject.ask(viewerPath(variant, subject.key), { method })
        // CloudFront itself says 403.
        must([403, 405].includes(answer.status), `${method} is answered with ${answer.status}`)
      }
    },
  },
  {
    title: 'refused: a key beside the public prefixes',
    point: 10,
    async run(subject) {
      const { prefixes } = subject.settings
      if (prefixes.includes('')) throw new Inconclusive('every key is public')
      const { status } = await subject.ask(viewerPath(variantsOf(subject)[0] ?? '', outside(prefixes)))
      must(status === 404, `it is answered with ${status}`)
    },
  },
  {
    title: 'what is not there is forgotten after ten seconds',
    point: 5,
    async run(subject: Subject) {
      const answer = await subject.ask(viewerPath(variantsOf(subject)[0] ?? '', missingKey(subject)))
      const { status, headers } = answer
      must(status === 404, `a picture that there is not is answered with ${status}`)
      mustBeShort(answer)
      const control = headers['cache-control'] ?? ''
      const seconds = Number(/max-age=(\d+)/.exec(control)?.[1] ?? Infinity)
      must(seconds <= 10, `Cache-Control of a 404 is '${control}'`)
      must(Number(headers['age'] ?? 0) <= 10, `an edge has kept a 404 for ${headers['age']} seconds`)
    },
  },
]

/** A key of nothing. It is below a public prefix, so that the edge asks an origin. */
export function missingKey({ settings }: Subject): string {
  return `${settings.prefixes[0]}sizewright-check/none.jpg`
}

function mustBeShort(answer: Reply): void {
  const text = answer.body.toString()
  must(text.length < LONGEST, `the answer is a text of ${text.length} characters`)
  must(!INSIDE.test(text), `the answer tells of the inside${firstLine(answer)}`)
}

/** A key beside the prefixes, which must not be every key. */
export function outside(prefixes: readonly string[]): string {
  let folder = 'outside'
  while (prefixes.some((prefix) => `${folder}/`.startsWith(prefix))) folder += '-'
  return `${folder}/boat.jpg`
}
