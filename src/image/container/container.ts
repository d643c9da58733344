import type { Kind } from '../kinds.ts'
import { withClearing } from './gif-frames.ts'
import { withoutBulk } from './png-text.ts'
import { withFrames } from './webp-frames.ts'

/** More than any configuration allows: of what has so many, one is shown. */
const MOST_FRAMES = 10_000

/**
 * The file with nothing in its container that would take a decoder more time or memory than a picture needs: text that
 * unzips to gigabytes, or frames by the million. The very bytes where there is nothing of the kind.
 */
export function boundContainer(kind: Kind | null, bytes: Uint8Array): Uint8Array {
  if (kind === 'png') return withoutBulk(bytes)
  if (kind === 'gif') return withClearing(bytes, MOST_FRAMES)
  return kind === 'webp' ? withFrames(bytes, MOST_FRAMES) : bytes
}
