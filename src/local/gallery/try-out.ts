import type { Gate } from '../../core/gate.ts'
import { decode } from '../../core/observed.ts'
import { judge } from '../../core/original.ts'
import type { Ports } from '../../core/ports.ts'
import { orRefused, Refused } from '../../errors.ts'
import { type Kind, sniff } from '../../image/sniff.ts'

/** In ms: somebody waits. */
const PATIENCE_MS = 25_000

/**
 * Judges and decodes what somebody sends, as it will be once it is stored, so that they hear at once what is wrong with
 * it. Whoever uploads something claims that it is a picture.
 *
 * @param gate bounds how much is decoded at once
 * @returns what it is, or why it is refused
 * @throws Unjudged or Busy where that cannot be told now
 */
export async function tryOut(ports: Ports, gate: Gate, key: string, bytes: Uint8Array): Promise<Kind | Refused> {
  const verdict = judge(key, 'image/*', bytes.length, bytes, ports.settings.limits.bytes)
  if (verdict instanceof Refused) return verdict
  const kind = sniff(bytes)
  if (kind === null) return new Refused('not-a-picture')
  const leave = await gate.enter()
  try {
    const picture = await orRefused(decode(ports, bytes, null, { wallMs: PATIENCE_MS }))
    if (picture instanceof Refused) return picture
    picture.close()
    return kind
  } finally {
    leave()
  }
}
