import { isBare, strip } from './bare/bare.ts'
import type { Header } from './header.ts'
import { exifOf } from './metadata/metadata.ts'

/**
 * An original as it may be given away: its pixels as they were coded, without metadata, profile and comments, without
 * anything behind its end, and with who holds the rights. `null` where that cannot be had without coding it anew, as it is
 * turned, not sRGB, HDR, or has a part that nobody here knows.
 */
export function stripped(
  original: Uint8Array,
  header: Pick<Header, 'kind' | 'colour' | 'orientation' | 'hasGainMap' | 'rights'>,
): Buffer | null {
  const bytes = Buffer.from(original.buffer, original.byteOffset, original.length)
  const { kind, colour, orientation, hasGainMap, rights } = header
  if (isBare(bytes, `image/${kind}`)) return bytes
  if (orientation !== 1 || hasGainMap || colour.hasProfile || colour.encoding !== null || colour.isDeep) return null
  return strip(bytes, kind, exifOf(rights))
}
