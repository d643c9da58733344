import { outputSize } from '../image/geometry.ts'
import { readHeader } from '../image/header.ts'
import { sniff } from '../image/sniff.ts'
import { viewerPath } from '../path.ts'
import { BROWSER, infoOf, picture, storedPicture } from './answers.ts'
import type { Reply } from './ask.ts'
import { type Check, Failed, type Subject, Inconclusive, must, variantsOf } from './check.ts'

/** The most bytes that a function can answer in one piece: more go out only as a stream. */
const LARGE = 6 * 1024 * 1024

/** The check without which no other one can be made. */
export const firstCheck: Check = {
  title: 'the picture is there, and /info tells of it',
  async run(subject) {
    const [name = ''] = variantsOf(subject)
    await picture(subject, name)
    await infoOf(subject)
  },
}

/** The `Accept` of who asks for a format, and of who refuses it. */
export const acceptsOf = (format: string): [wants: string, refuses: string] => [
  `image/${format},*/*;q=0.5`,
  `image/${format};q=0,image/*`,
]

/** Checks that pictures come out as the configuration says. */
export const pictureChecks: readonly Check[] = [
  {
    title: 'every variant comes in its size',
    point: 1,
    async run(subject) {
      const info = await infoOf(subject)
      for (const name of variantsOf(subject)) {
        const answer = await picture(subject, name)
        const wanted = outputSize(subject.catalogue.pictures.get(canonical(subject, name, ''))!.box, info)
        const { width, height } = await sizeOf(subject, answer, name)
        const is = width === wanted.width && height === wanted.height
        must(is, `${name} has ${width} x ${height} pixels, not ${wanted.width} x ${wanted.height}`)
      }
    },
  },
  {
    title: 'what /info tells is what comes, whole',
    async run(subject) {
      const { renditions } = await infoOf(subject)
      for (const { name, width, height, bytes } of renditions) {
        const answer = await picture(subject, name)
        const size = await sizeOf(subject, answer, name)
        must(size.width === width && size.height === height, `${name} has other pixels than /info says`)
        must(answer.body.length === bytes, `${name} has ${answer.body.length} bytes, /info says ${bytes}`)
      }
    },
  },
  {
    title: 'the format is the one that the browser asks for',
    point: 2,
    async run(subject) {
      const { frames } = await infoOf(subject)
      for (const name of variantsOf(subject).filter((one) => isNegotiated(subject, one))) {
        const fallback = typeOf(await picture(subject, name))
        must(!['image/webp', 'image/avif'].includes(fallback), `${name} is ${fallback} for who asks for none`)
        for (const format of subject.settings.formats) {
          const [wants, refuses] = acceptsOf(format)
          const asked = typeOf(await picture(subject, name, wants))
          const expected = typeIn(format, frames)
          must(asked === expected, `${name} is ${asked} for who asks for ${format}, not ${expected}`)
          const refused = typeOf(await picture(subject, name, refuses))
          must(refused === fallback, `${name} is ${refused} for who refuses ${format} by q=0`)
        }
      }
    },
  },
  {
    title: 'the content type is what the bytes are',
    point: 2,
    async run(subject) {
      for (const name of variantsOf(subject)) {
        for (const accept of ['', BROWSER]) {
          const answer = await picture(subject, name, accept)
          const kind = `image/${sniff(answer.body)}`
          must(typeOf(answer) === kind, `${name} says ${typeOf(answer)} and is ${kind}, for Accept '${accept}'`)
        }
      }
    },
  },
  {
    title: 'what is made in advance is stored',
    async run(subject) {
      const inAdvance = [...subject.catalogue.pictures.values()].filter(({ prewarm }) => prewarm)
      for (const { name } of inAdvance) await storedPicture(subject, name)
    },
  },
  {
    title: 'a large answer arrives whole',
    point: 7,
    async run(subject) {
      const large = (await infoOf(subject)).renditions.find(({ bytes }) => bytes > LARGE)
      if (large === undefined)
        throw new Inconclusive('no size of this picture has 6 MB: take --key of a large animation')
      const { body } = await picture(subject, large.name)
      must(body.length === large.bytes, `${large.name} has ${body.length} bytes, /info says ${large.bytes}`)
      return `${body.length} bytes`
    },
  },
  {
    title: 'caches are told that the format depends on Accept',
    point: 2,
    async run(subject) {
      for (const accept of ['', BROWSER]) {
        const [name = ''] = variantsOf(subject)
        const { vary = '' } = (await picture(subject, name, accept)).headers
        must(/\baccept\b/i.test(vary), `Vary is '${vary}' for Accept '${accept}'`)
      }
    },
  },
  {
    title: 'a query changes nothing',
    async run(subject) {
      const [name = ''] = variantsOf(subject)
      const plain = await storedPicture(subject, name)
      const { status, body } = await subject.ask(`${viewerPath(name, subject.key)}?check=${Date.now()}`)
      must(status === 200 && body.equals(plain.body), `with a query the answer is ${status}, or another picture`)
    },
  },
]

async function sizeOf({ settings }: Subject, { body }: Reply, name: string) {
  try {
    return (await readHeader(body, sniff(body), settings.limits)).size
  } catch {
    throw new Failed(`what comes as ${name} is no picture that can be read`)
  }
}

function canonical({ catalogue }: Subject, variant: string, format: string): string {
  return catalogue.table.names[variant]?.[format] ?? variant
}

/** Whether the variant comes in the format that the browser asks for. */
export function isNegotiated(subject: Subject, variant: string): boolean {
  return subject.settings.variants[variant]?.format === undefined
}

/** The content type of a format. An animation that would be AVIF is WebP. */
function typeIn(format: string, frames: number): string {
  return format === 'avif' && frames > 1 ? 'image/webp' : `image/${format}`
}

function typeOf({ headers }: Reply): string {
  return headers['content-type'] ?? 'nothing'
}
