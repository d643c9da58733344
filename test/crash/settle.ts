import { setTimeout as sleep } from 'node:timers/promises'

/** How long it may take, in ms: far longer than anything does, so that a slow machine fails nothing. */
const PATIENCE = 480_000

/** Waits until there is nothing amiss any more; fails with what still was. */
export async function settle(findFaults: () => Promise<readonly string[]>): Promise<void> {
  const end = Date.now() + PATIENCE
  for (;;) {
    const faults = await findFaults()
    if (faults.length === 0) return
    if (Date.now() > end) throw new Error(`it never came to rest:\n  ${faults.slice(0, 20).join('\n  ')}`)
    await sleep(100)
  }
}
