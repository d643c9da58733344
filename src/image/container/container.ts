import type { Kind } from '../kinds.ts'
import { withUncovered } from './gif-cover.ts'
import { withClearing } from './gif-frames.ts'
import { boundText } from './png-text.ts'
import { boundFrames } from './webp-frames.ts'

/** More frames than any configuration allows: of an animation with more, one is shown. */
const MOST_FRAMES = 10_000

/**
 * The file with nothing in its container that would take a decoder more time or memory than a picture needs: text that
 * unzips to gigabytes, or frames by the million. The very bytes where there is nothing of the kind.
 */
export function boundContainer(kind: Kind | null, bytes: Uint8Array): Uint8Array {
  if (kind === 'png') return boundText(bytes)
  if (kind === 'gif') return withClearing(withUncovered(bytes), MOST_FRAMES)
  return kind === 'webp' ? boundFrames(bytes, MOST_FRAMES) : bytes
}
