import { createHash } from 'node:crypto'
import type { Size } from '../../../src/image/geometry.ts'
import { sharp } from '../../../src/image/sharp.ts'
import { type Encoded, scoreAll } from '../score.ts'
import { type Accept, type Contestant, contestants, type Width, widths } from './contestants.ts'
import type { Original } from './originals.ts'

/** What a server answered. */
export interface Answer {
  readonly contestant: string
  readonly accept: Accept
  readonly width: Width
  readonly picture: string
  readonly isPhoto: boolean
  /** Its content type, without `image/`. */
  readonly type: string
  readonly bytes: number
  /** SSIMULACRA 2 against the original in the same dimensions. */
  readonly s2: number
}

type Unjudged = Omit<Answer, 's2' | 'bytes'> & { readonly body: Buffer }

/** Asks every server for every picture, one server after the other, and scores what they answer. */
export async function answersOf(originals: readonly Original[], folder: string, scratch: string): Promise<Answer[]> {
  const answers: Unjudged[] = []
  for (const contestant of contestants) {
    console.error(`${contestant.name} is asked`)
    const server = await contestant.start(folder, scratch)
    try {
      for (const original of originals) answers.push(...(await askAll(contestant, server.url, original)))
    } finally {
      await server.stop()
    }
  }
  return judged(answers, originals)
}

/** Asks for one picture in all widths and with every `Accept` at once, as pages do. */
function askAll({ name, asked, pathOf }: Contestant, server: string, original: Original): Promise<Unjudged[]> {
  const asks = widths.flatMap((width) => asked.map((accept) => ({ width, accept })))
  return Promise.all(
    asks.map(async ({ width, accept }) => {
      const { type, body } = await get(server + pathOf(width, original.key), accept)
      const { name: picture, isPhoto } = original
      return { contestant: name, accept, width, picture, isPhoto, type, body }
    }),
  )
}

async function get(url: string, accept: Accept): Promise<Pick<Unjudged, 'type' | 'body'>> {
  const answer = await fetch(url, { headers: { accept } })
  const body = Buffer.from(await answer.arrayBuffer())
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${body.toString()}`)
  return { type: answer.headers.get('content-type')!.replace('image/', ''), body }
}

/** Scores every file once, however often it was answered. */
async function judged(answers: readonly Unjudged[], originals: readonly Original[]): Promise<Answer[]> {
  const files = new Map<string, Encoded>()
  for (const { name, inWidth } of originals) {
    for (const width of widths) {
      const pixels = await inWidth(width)
      for (const answer of answers) {
        if (answer.picture !== name || answer.width !== width) continue
        await checkSize(answer, pixels)
        files.set(nameOf(answer), { pixels, bytes: answer.body })
      }
    }
  }
  console.error(`${files.size} files are scored`)
  const scores = await scoreAll([...files.values()], false)
  const known = new Map([...files.keys()].map((name, index) => [name, scores[index]!.s2]))
  return answers.map(({ body, ...answer }) => ({
    ...answer,
    bytes: body.length,
    s2: known.get(nameOf({ body, ...answer }))!,
  }))
}

function nameOf({ picture, width, body }: Unjudged): string {
  return `${picture} ${width} ${createHash('sha256').update(body).digest('hex')}`
}

/** @throws where a server does not turn a photo upright, say: there is nothing to be compared then */
async function checkSize({ contestant, picture, body }: Unjudged, wanted: Size): Promise<void> {
  const { width, height } = await sharp(body).metadata()
  if (width === wanted.width && height === wanted.height) return
  const [is, should] = [`${width} x ${height}`, `${wanted.width} x ${wanted.height}`]
  throw new Error(`${contestant} answers with ${picture} in ${is} pixels instead of ${should}`)
}
