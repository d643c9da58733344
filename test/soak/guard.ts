import { bear, type Mortal } from '../crash/process.ts'

/** How long the end after SIGTERM may take, in ms: far longer than it does. */
const END_MS = 30_000

/** The service, of which there is one life after another. */
export interface Guard {
  /** Where it serves just now; `null` while it does not. */
  readonly url: () => string | null
  readonly start: (args: readonly string[]) => Promise<void>
  /** Ends it. Returns what was wrong with how it ended, or `null`. */
  readonly end: (signal: 'SIGKILL' | 'SIGTERM') => Promise<string | null>
  /** What was wrong with it, if it is not alive. */
  readonly death: () => string | null
  readonly output: () => string
}

/** The rights that root does without here: with them no folder is unreadable. */
const WITHOUT_PRIVILEGE = ['setpriv', '--bounding-set=-dac_override,-dac_read_search']

/** @param env beside this process's own */
export function createGuard(env: Readonly<Record<string, string>> = {}): Guard {
  const by = process.getuid?.() === 0 ? WITHOUT_PRIVILEGE : []
  let service: Mortal | null = null
  let url: string | null = null
  let said = ''

  return {
    url: () => url,
    async start(args) {
      service = bear(args, { by, env })
      url = await service.url
    },
    async end(signal) {
      const ending = service!
      if (signal === 'SIGKILL') url = null // at SIGTERM clients go on asking
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<'late'>((resolve) => {
        timer = setTimeout(() => resolve('late'), END_MS)
      })
      const end = await Promise.race([ending.end(signal), late])
      clearTimeout(timer)
      url = null
      if (end === 'late') await ending.end('SIGKILL')
      said += ending.output()
      const right = signal === 'SIGTERM' ? 0 : signal
      return end === right ? null : `after ${signal} it ended with ${end}`
    },
    death: () => (service?.isAlive() === true ? null : 'the service has died'),
    output: () => said + (service?.output() ?? ''),
  }
}
