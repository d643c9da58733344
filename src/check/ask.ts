import { request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'

/** How long an answer is waited for, in ms: long, since a picture may have to be made first. */
const PATIENCE = 60_000
/** The name of the check, for servers that count their visitors. */
const AGENT = 'sizewright-check'

export interface Reply {
  readonly status: number
  /** The headers by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Asks for a target exactly as it is written, while `fetch` would normalize it. @throws Error where there is no answer */
export type Ask = (target: string, asked?: AskOptions) => Promise<Reply>

interface AskOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * An HTTP client that retries where the server says 503 with `Retry-After`: a busy moment is nothing that a check should
 * find.
 *
 * @param base such as `https://images.example.com`
 * @param patience in ms, for the whole of an answer: a server that goes on for ever does not hold up the check
 */
export function createAsk(base: URL, patience = PATIENCE): Ask {
  return async (target, asked = {}) => {
    const end = performance.now() + patience
    for (;;) {
      const answer = await askOnce(base, patience, target, asked)
      const after = retryAfter(answer)
      if (after === null || performance.now() + after > end) return answer
      await sleep(after)
    }
  }
}

/** After how many ms to retry; `null` where the server asks for no retry. */
function retryAfter({ status, headers }: Reply): number | null {
  const seconds = headers['retry-after'] ?? ''
  return status === 503 && /^\d{1,4}$/.test(seconds) ? 1000 * Number(seconds) : null
}

function askOnce(base: URL, patience: number, target: string, { method = 'GET', headers = {} }: AskOptions) {
  const request = base.protocol === 'https:' ? overHttps : overHttp
  return new Promise<Reply>((resolve, rejectWith) => {
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
