import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Chance } from '../crash/random.ts'
import type { Disturbance } from './disturbance.ts'

export interface ClientsOptions {
  readonly chance: Chance
  /** How many ask at once. */
  readonly count: number
  readonly keys: readonly [string, ...string[]]
  readonly names: readonly [string, ...string[]]
  /** Where the service is just now; `null` while it is down. */
  readonly url: () => string | null
  /** The MD5s of every rendition that any file of this run has, by name. */
  readonly known: ReadonlyMap<string, ReadonlySet<string>>
  /** When a fault of the disk is in order. */
  readonly disturbance: Disturbance
  readonly amiss: (what: string) => void
}

export interface Clients {
  readonly counts: Readonly<Record<string, number>>
  stop(): Promise<void>
}

/** Keep-alive clients that ask all the time. Whatever happens, an answer is one picture, whole, or a refusal. */
export function startClients(options: ClientsOptions): Clients {
  const { known, amiss, disturbance } = options
  const counts: Record<string, number> = {}
  const stopping = new AbortController()

  async function ask(chance: Chance): Promise<string> {
    const [key, name, at] = [chance.pick(options.keys), chance.pick(options.names), options.url()]
    if (at === null) return 'not asked'
    const wasDisturbed = disturbance.since()
    const answer = await get(at, name, key)
    if (answer === null) return 'unanswered' // it was killed meanwhile, or ends
    const { status, body } = answer
    const isKnown = status !== 200 || known.get(name)?.has(md5(body)) !== false
    if (!isKnown) amiss(`${name}/${key} was answered with ${body.length} bytes that are no file's rendition`)
    const isRefusal = [404, 415, 503].includes(status) || (status === 500 && wasDisturbed())
    if (status !== 200 && !isRefusal)
      amiss(`${name}/${key} was answered with ${status}: ${body.toString().slice(0, 200)}`)
    return String(status)
  }

  const work = Array.from({ length: options.count }, async () => {
    const chance = options.chance.fork()
    while (!stopping.signal.aborted) {
      const what = await ask(chance)
      counts[what] = (counts[what] ?? 0) + 1
      await sleep(what === 'not asked' || what === 'unanswered' ? 20 : chance.below(15))
    }
  })
  return {
    counts,
    async stop() {
      stopping.abort()
      await Promise.all(work)
    },
  }
}

/** `null` where there is no answer, or half of one. */
export async function get(url: string, name: string, key: string): Promise<{ status: number; body: Buffer } | null> {
  return fetch(`${url}/${name}/${key.split('/').map(encodeURIComponent).join('/')}`, { headers: { accept: '*/*' } })
    .then(async (response) => ({ status: response.status, body: Buffer.from(await response.arrayBuffer()) }))
    .catch(() => null)
}

export function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex')
}
