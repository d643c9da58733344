import { setTimeout as sleep } from 'node:timers/promises'

/** How long it may take, in ms: far longer than anything does, also what had a fault and is tried again after a minute. */
const PATIENCE = 180_000

/** Waits until there is nothing amiss any more; fails with what still was. */
export async function settle(
  what: string,
  findFaults: () => Promise<readonly string[]>,
  death: () => string | null,
): Promise<void> {
  const end = Date.now() + PATIENCE
  for (;;) {
    const faults = await findFaults()
    if (faults.length === 0) return
    const reason = death() ?? (Date.now() > end ? `${what} never came to rest` : null)
    if (reason !== null) throw new Error(`${reason}:\n  ${faults.slice(0, 20).join('\n  ')}`)
    await sleep(100)
  }
}
