import { viewerPath } from '../path.ts'
import { hitOf, picture, storedPicture } from './answers.ts'
import type { Reply } from './ask.ts'
import { type Check, Inconclusive, must, variantsOf } from './check.ts'
import { missingKey } from './refusals.ts'

const PAGES = 'access-control-allow-origin'

const FOR_EVERYBODY = {
  [PAGES]: '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
}

/** The origin of some page. */
export const SOME_PAGE = 'https://x.example'

/** The origin of a page of this machine, from another port. */
const OWN_PAGE = 'http://localhost:5173'

/** The names of servers that stand behind the edge. */
const ORIGINS = /AmazonS3|lambda|hono|express|node/i

/** Headers that only say where CloudFront answered, and name the request. A viewer must not get any other of AWS's own. */
const HARMLESS = new Set(['x-amz-cf-id', 'x-amz-cf-pop', 'x-amz-request-id', 'x-amz-id-2', 'x-amzn-requestid'])

/** Checks that the headers of answers say what they should, and no more. */
export const headerChecks: readonly Check[] = [
  {
    title: 'any site may show the pictures',
    point: 3,
    async run(subject) {
      const [name = ''] = variantsOf(subject)
      const askFrom = (origin: string) => subject.ask(viewerPath(name, subject.key), { headers: { Origin: origin } })
      const answer = await askFrom(SOME_PAGE)
      if (subject.isLocal === true && answer.headers[PAGES] === undefined) {
        const { headers } = await askFrom(OWN_PAGE)
        must(headers[PAGES] === OWN_PAGE, `${PAGES} is missing for the pages of this machine, too`)
        throw new Inconclusive('on a loopback address without --cors they are for the pages of this machine')
      }
      for (const [header, value] of Object.entries(FOR_EVERYBODY)) {
        const got = answer.headers[header]
        must(got === value, `${header} is ${got === undefined ? 'missing' : `'${got}'`}, not '${value}'`)
      }
      const { headers: plain } = await subject.ask(viewerPath(name, subject.key))
      const isForAll = plain[PAGES] === '*'
      // A browser that has shown the picture reads it from its own copy: https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches
      const isTold = isForAll || /\borigin\b/i.test(plain['vary'] ?? '')
      must(isTold, `${PAGES} is missing without Origin, so that a page that has shown a picture cannot read it`)
      return isForAll ? 'without Origin, too' : `${PAGES} only for who says Origin, as Vary tells caches`
    },
  },
  {
    title: 'nothing of what is inside gets out',
    point: 3,
    async run(subject) {
      const [name = ''] = variantsOf(subject)
      const target = viewerPath(name, subject.key)
      const stored = await storedPicture(subject, name)
      const answers = [
        stored,
        await subject.ask(target, { headers: { 'If-None-Match': stored.headers['etag'] ?? '' } }),
        await subject.ask(target, { method: 'HEAD' }),
        await subject.ask(viewerPath(name, missingKey(subject))),
        await subject.ask(`/${name}/%zz.jpg`),
      ]
      for (const answer of answers) {
        const leaks = leaksOf(answer)
        must(leaks.length === 0, `viewers get ${leaks.join(', ')} with a ${answer.status}`)
      }
    },
  },
  {
    title: 'a stored picture lives long, one made for the request a minute',
    async run(subject) {
      const { browserSeconds, edgeSeconds } = subject.settings.cacheControl
      for (const name of variantsOf(subject)) {
        const { headers } = await picture(subject, name)
        const control = headers['cache-control'] ?? ''
        const isStored = headers['etag'] !== undefined
        for (const wanted of isStored ? [`max-age=${browserSeconds}`, `s-maxage=${edgeSeconds}`] : ['max-age=60']) {
          must(control.split(/, ?/).includes(wanted), `Cache-Control of ${name} is '${control}', without ${wanted}`)
        }
      }
    },
  },
  {
    title: 'who has the picture is not sent it again',
    async run(subject) {
      const [name = ''] = variantsOf(subject)
      const { headers } = await storedPicture(subject, name)
      const target = viewerPath(name, subject.key)
      const again = await subject.ask(target, { headers: { 'If-None-Match': headers['etag'] ?? '' } })
      must(again.status === 304 && again.body.length === 0, `If-None-Match is answered with ${again.status}`)
      const other = await subject.ask(target, { headers: { 'If-None-Match': '"another"' } })
      must(other.status === 200, `another ETag is answered with ${other.status}`)
    },
  },
  {
    title: 'HEAD is answered as GET, without the picture',
    async run(subject) {
      const [name = ''] = variantsOf(subject)
      const { headers } = await storedPicture(subject, name)
      const head = await subject.ask(viewerPath(name, subject.key), { method: 'HEAD' })
      must(head.status === 200 && head.body.length === 0, `HEAD is answered with ${head.status} and a body`)
      for (const header of ['content-type', 'etag', 'cache-control']) {
        must(head.headers[header] === headers[header], `HEAD has another ${header} than GET`)
      }
    },
  },
  {
    title: 'conditions and ranges spoil nothing for others',
    point: 6,
    async run(subject) {
      for (const name of variantsOf(subject)) {
        const target = viewerPath(name, subject.key)
        await subject.ask(target, { headers: { 'If-None-Match': '"x"', Range: 'bytes=0-9' } })
        const plain = await picture(subject, name)
        must(plain.body.length > 10, `after a request for ten bytes everybody gets ${plain.body.length}`)
      }
    },
  },
  {
    title: 'a picture that was asked for comes from the cache',
    async run(subject) {
      const [name = ''] = variantsOf(subject)
      await storedPicture(subject, name)
      const told = await hitOf(() => picture(subject, name))
      if (told === null) throw new Inconclusive('no cache says of itself that it is in front (x-cache, Age)')
      return told
    },
  },
]

/** The headers of an answer that tell what is behind the edge. */
function leaksOf({ headers }: Reply): string[] {
  const names = Object.keys(headers).filter(
    (header) => /^x-amz|^x-accel|^x-powered-by$/.test(header) && !HARMLESS.has(header),
  )
  const server = headers['server'] ?? ''
  return ORIGINS.test(server) ? [...names, `server: ${server}`] : names
}
