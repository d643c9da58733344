import type { Encoding, Rendered } from '../../recipe.ts'
import { type Candidate, candidatesFor } from './candidates.ts'
import { graphicIn } from './graphic.ts'
import type { Header } from '../header.ts'
import { stampRights } from '../metadata/metadata.ts'
import type { Pixels } from '../sharp.ts'

/** The renditions that were made of the same pixels. */
const made = new WeakMap<Pixels, Map<string, Promise<Rendered>>>()

/**
 * Makes a rendition's bytes from its finished pixels. All metadata is left behind but who holds the rights. Of a picture
 * that is smaller than several sizes the pixels are the same for all of these, and so are the bytes: they are made once.
 */
export function encode(pixels: Pixels, encoding: Encoding, header: Header): Promise<Rendered> {
  const same = made.get(pixels) ?? new Map<string, Promise<Rendered>>()
  made.set(pixels, same)
  const name = JSON.stringify(encoding)
  const rendered = same.get(name) ?? encodeAnew(pixels, encoding, header)
  same.set(name, rendered)
  return rendered
}

/** Content decides: of a graphic more is tried, and the first of the candidates is taken whose bytes its quality is worth. */
async function encodeAnew(pixels: Pixels, encoding: Encoding, header: Header): Promise<Rendered> {
  const { plain, others } = candidatesFor(pixels, encoding, header, graphicIn(pixels))
  let { codec } = plain
  let bytes = await plain.encode()
  for (const other of others) {
    const tried = await other.encode()
    if (!isWorthIt(tried, bytes, other)) continue
    bytes = tried
    codec = other.codec
    break
  }
  return {
    bytes: stampRights(bytes, header.rights),
    contentType: `image/${codec}`,
    width: pixels.width,
    height: pixels.height,
  }
}

function isWorthIt(tried: Buffer, plain: Buffer, { percent }: Candidate): boolean {
  return tried.length * 100 <= plain.length * percent
}
