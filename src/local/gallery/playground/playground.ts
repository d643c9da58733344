import { type Context, Hono } from 'hono'
import { errorAnswer } from '../../../core/answers.ts'
import type { Ports } from '../../../core/ports.ts'
import type { Semaphore } from '../../../core/semaphore.ts'
import { load } from '../../../core/serve/load.ts'
import { Archived, Busy, Changed, NoOriginal, PlaceFault, Refused, Unfinished, Unjudged } from '../../../errors.ts'
import type { Rendered } from '../../../recipe.ts'
import { refusalOfChange, type SameOrigin } from '../same-origin.ts'
import { bytesText, formatName, saving, savingText } from '../views/humanize.ts'
import { createLatestWins } from './latest-wins.ts'
import { findBeside, type Beside } from './beside.ts'
import { readTrial, type Trial } from './trial.ts'
import { TrialFault } from './trial-fault.ts'

/** How long a trial may take, and how long it waits to be let in among the requests, in ms: somebody looks on. */
const PATIENCE_MS = 20_000
const WAIT_MS = 2000

export interface PlaygroundOptions {
  readonly ports: Ports
  /** Bounds how many originals are decoded for requests at once. */
  readonly semaphore: Semaphore
  /** Whether anything waits that is to be kept, or that somebody has asked for: it comes first. */
  readonly isBusy: () => boolean
  readonly sameOrigin: SameOrigin
  /** Whether the page may do more than look. */
  readonly mayChange: boolean
}

/**
 * The route that makes a rendition which is not in the configuration, for the page to show. It goes the way of any other,
 * with the limits and the budget of a decoder, one at a time; nothing of it is stored.
 */
export function playground({ ports, semaphore, isBusy, sameOrigin, mayChange }: PlaygroundOptions): Hono {
  const app = new Hono()
  const turns = createLatestWins()

  async function make(key: string, { rendition }: Trial): Promise<Rendered> {
    const { picture } = await load(ports, key, rendition.boxes, {}, { wallMs: PATIENCE_MS })
    try {
      return await picture.render(rendition)
    } finally {
      picture.close()
    }
  }

  async function answer(c: Context, key: string, trial: Trial): Promise<Response> {
    if (isBusy()) throw new Busy()
    const endTurn = await turns.take()
    try {
      if (isBusy() || c.req.raw.signal.aborted) throw new Busy()
      const release = await semaphore.acquire(WAIT_MS)
      const rendered = await make(key, trial).finally(release)
      const beside = await findBeside(ports, key, rendered)
      const { width, height, contentType, bytes } = rendered
      const image = `data:${contentType};base64,${Buffer.from(bytes).toString('base64')}`
      const shown = {
        image,
        width,
        height,
        bytes: bytes.length,
        told: tell(rendered, beside) + tellOfWatermark(rendered, trial),
        lines: trial.lines,
      }
      return c.json(shown, 200, { 'Cache-Control': 'no-store, no-transform' }) // to compress it again is in vain
    } finally {
      endTurn()
    }
  }

  app.get('/_gallery/playground', async (c) => {
    const refusal = refusalOfChange(c.req.raw.headers, sameOrigin, mayChange)
    if (refusal !== null) return c.json({ message: refusal }, 403)
    const { key = '', ...wish } = c.req.query()
    if (!ports.catalogue.serves(key)) return c.json({ message: 'there is no such picture' }, 404)
    return answer(c, key, await readTrial(wish, ports.settings))
  })

  app.onError(async (error, c) => {
    if (error instanceof TrialFault) return c.json({ message: error.message }, 400)
    if (error instanceof Unjudged) {
      return c.json({ message: 'this takes more time or memory than a trial may have: try a smaller one' }, 422)
    }
    if (!EXPECTED.some((kind) => error instanceof kind)) throw error
    const { status, headers, ...body } = await plain(errorAnswer(error))
    return c.json(body, status, headers)
  })

  return app
}

/** What may well happen to a picture, and is said as to anyone else who asks for it. */
const EXPECTED = [NoOriginal, Archived, Refused, Busy, Unfinished, Changed, PlaceFault]

async function plain(answer: Response) {
  const after = answer.headers.get('retry-after')
  return {
    status: answer.status as 404 | 415 | 503, // oxlint-disable-line typescript/no-unsafe-type-assertion -- of what is expected these are all
    headers: { 'Cache-Control': 'no-store', ...(after !== null && { 'Retry-After': after }) },
    message: (await answer.text()).trim(),
  }
}

function tellOfWatermark({ width, height }: Rendered, { rendition: { watermark } }: Trial): string {
  if (watermark === null || Math.max(width, height) >= watermark.smallest) return ''
  return ` It is too small for the watermark, which begins at ${watermark.smallest} pixels.`
}

function tell({ width, height, contentType, bytes }: Rendered, beside: Beside | null): string {
  const own = `${width} × ${height}, ${formatName(contentType)}, ${bytesText(bytes.length)}`
  if (beside === null) return `${own}.`
  const percent = saving(bytes.length, beside.bytes)
  const less = percent < 0 ? `${savingText(-percent)} more` : `${savingText(percent)} less`
  const against = `${beside.name} (${beside.width} × ${beside.height}, ${formatName(beside.contentType)}, ${bytesText(beside.bytes)})`
  const alike = beside.similarity === null ? '' : ` Structural similarity to it: ${beside.similarity.toFixed(3)}.`
  return `${own}: ${less} than what is stored as ${against}.${alike}`
}
