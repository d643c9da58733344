import type { Encoding, Rendered } from '../recipe.ts'

/** The most times that a rendition is encoded: by count and never by time, so that it is the same on every machine. */
const MOST = 6
/** Below this a picture looks broken. */
const LEAST_QUALITY = 40
/** Formats that have no quality to lower. */
const WITHOUT_QUALITY: ReadonlySet<string> = new Set(['image/png', 'image/gif'])

/** Encodes with another quality, or another share of the pixels' width and height, in percent. */
type Encode = (encoding: Encoding, percent: number) => Promise<Rendered>

/**
 * Makes a rendition with no more bytes than its variant allows: at the highest quality that is found to do; where none
 * from 40 on does and the variant lets it shrink, of fewer pixels. What cannot be had is as small as it was made.
 */
export async function encodeWithin(encoding: Encoding, encode: Encode): Promise<Rendered> {
  const { maxBytes = Infinity, shrink = false, quality } = encoding
  const fits = ({ bytes }: Rendered) => bytes.length <= maxBytes
  const attempt = (quality: number, percent = 100) => encode({ ...encoding, quality }, percent)

  const first = await attempt(quality)
  if (fits(first)) return first
  const least = Math.min(quality, LEAST_QUALITY)
  const lowest = WITHOUT_QUALITY.has(first.contentType) || least === quality ? first : await attempt(least)
  if (fits(lowest)) return finest(lowest)
  const smallest = lowest.bytes.length < first.bytes.length ? lowest : first
  return shrink ? shrunk(smallest, lowest === first ? 1 : 2) : smallest

  async function finest(fitting: Rendered): Promise<Rendered> {
    let [best, low, high] = [fitting, least, quality]
    for (let tries = 2; tries < MOST && high - low > 1; tries += 1) {
      const middle = Math.floor((low + high) / 2)
      const tried = await attempt(middle)
      if (fits(tried)) [best, low] = [tried, middle]
      else high = middle
    }
    return best
  }

  /** Keeps the quality that was asked for, which looks better than many pixels of a bad one. */
  async function shrunk(full: Rendered, before: number): Promise<Rendered> {
    let best = full
    let percent = shareFor(100, first)
    for (let tries = before; tries < MOST; tries += 1) {
      const tried = await attempt(quality, percent)
      if (tried.bytes.length < best.bytes.length) best = tried
      if (fits(tried)) return tried
      percent = shareFor(percent, tried)
    }
    return best
  }

  /** Bytes go with the pixels, or a little slower: so it is a tenth less than the square root says. */
  function shareFor(percent: number, { bytes }: Rendered): number {
    return Math.max(1, Math.min(percent - 1, Math.floor(0.9 * percent * Math.sqrt(maxBytes / bytes.length))))
  }
}
