import { request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'

/** In ms: a picture may have to be made first. */
const PATIENCE = 60_000
/** What a check says of itself where a server counts its visitors. */
const AGENT = 'sizewright-check'

export interface Answer {
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Asks for a target just as it is written, which `fetch` would tidy up. @throws Error where there is no answer */
export type Ask = (target: string, asked?: Asked) => Promise<Answer>

interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Asks again where it is told to come again (503 with `Retry-After`): a busy moment is nothing that a check should find.
 *
 * @param base such as `https://images.example.com`
 * @param patience in ms, for the whole of an answer: a server that goes on for ever does not hold up the check
 */
export function createAsk(base: URL, patience = PATIENCE): Ask {
  return async (target, asked = {}) => {
    const end = performance.now() + patience
    for (;;) {
      const answer = await askOnce(base, patience, target, asked)
      const after = comeAgainAfter(answer)
      if (after === null || performance.now() + after > end) return answer
      await sleep(after)
    }
  }
}

/** In ms; `null` where nothing of that kind was said. */
function comeAgainAfter({ status, headers }: Answer): number | null {
  const seconds = headers['retry-after'] ?? ''
  return status === 503 && /^\d{1,4}$/.test(seconds) ? 1000 * Number(seconds) : null
}

function askOnce(base: URL, patience: number, target: string, { method = 'GET', headers = {} }: Asked) {
  const request = base.protocol === 'https:' ? overHttps : overHttp
  return new Promise<Answer>((resolve, rejectWith) => {
    const late = setTimeout(() => {
      reject(new Error(`no whole answer within ${patience / 1000} s`))
      sent.destroy()
    }, patience)
    const reject = (error: Error) => {
      clearTimeout(late)
      rejectWith(error)
    }
    const { protocol, hostname, port } = base
    const place = { protocol, hostname: hostname.replace(/^\[|\]$/g, ''), port }
    const sent = request(
      { ...place, path: target, method, headers: { 'User-Agent': AGENT, ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          clearTimeout(late)
          const all = Object.entries(response.headers).map(([name, value = '']) => [name, String(value)])
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(all),
            body: Buffer.concat(chunks),
          })
        })
      },
    )
    sent.on('error', reject)
    sent.end()
  })
}
