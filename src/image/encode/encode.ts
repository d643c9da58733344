import type { Encoding, Rendered } from '../../recipe.ts'
import { animationWays } from './animation.ts'
import { candidatesFor } from './candidates.ts'
import { graphicIn } from './graphic.ts'
import type { Header } from '../header.ts'
import { stampRights } from '../metadata/metadata.ts'
import type { Pixels } from '../sharp.ts'

/** The renditions that were made of the same pixels. */
const made = new WeakMap<Pixels, Map<string, Promise<Rendered>>>()

/** So many encodes a rendition may take beside the plain one. */
const MOST_TRIES = 2

/**
 * Makes a rendition's bytes from its finished pixels. All metadata is left behind but who holds the rights. Of a picture
 * that is smaller than several sizes the pixels are the same for all of these, and so are the bytes: they are made once.
 *
 * @param most the bytes that it should not exceed
 */
export function encode(pixels: Pixels, encoding: Encoding, header: Header, most = Infinity): Promise<Rendered> {
  const same = made.get(pixels) ?? new Map<string, Promise<Rendered>>()
  made.set(pixels, same)
  const name = JSON.stringify([encoding, most])
  const rendered = same.get(name) ?? encodeAnew(pixels, encoding, header, most)
  same.set(name, rendered)
  return rendered
}

/** Content decides: of a graphic more is tried, and the first of the candidates is taken whose bytes its quality is worth. */
async function encodeAnew(pixels: Pixels, encoding: Encoding, header: Header, most: number): Promise<Rendered> {
  const graphic = graphicIn(pixels)
  const ways =
    pixels.frames > 1
      ? animationWays(pixels, encoding, header, graphic, most)
      : candidatesFor(pixels, encoding, header, graphic)
  const first = await ways.plain.encode()
  let { codec } = ways.plain
  let bytes = first
  let tries = 0
  let last = 0
  for (const other of ways.others) {
    if (tries === MOST_TRIES || last * 100 > first.length * (other.after ?? Infinity)) continue
    const tried = await other.encode()
    if (tried === null) continue
    tries += 1
    last = tried.length
    // What has more bytes than it should have is worth no more of them.
    const limit = Math.min(Math.floor((first.length * other.percent) / 100), Math.max(most, first.length))
    if (tried.length > limit) continue
    bytes = tried
    codec = other.codec
    break
  }
  for (const lean of ways.leaner?.(first.length) ?? []) {
    if (bytes.length <= most || tries === MOST_TRIES) break
    tries += 1
    const tried = await lean.encode()
    const isWorthIt = tried.length <= most || tried.length * 2 <= first.length
    if (lean.isAsGood ? tried.length < bytes.length : isWorthIt) bytes = tried
  }
  return {
    bytes: stampRights(bytes, header.rights),
    contentType: `image/${codec}`,
    width: pixels.width,
    height: pixels.height,
  }
}
