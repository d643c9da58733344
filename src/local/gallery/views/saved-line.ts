import type { Described, DescribedSize } from '../describe.ts'
import { bytesText } from './humanize.ts'

/**
 * What a picture weighs before and after, in one sentence, from what is stored; `null` where nothing is.
 *
 * @example 4.2 MB in; 6 files of 0.5 MB made; as medium it is 61.0 kB instead of 4.2 MB.
 */
export function savedLine({ original, sizes }: Pick<Described, 'original' | 'sizes'>): string | null {
  const made = sizes.flatMap(bytesOf)
  if (made.length === 0) return null
  const all = made.reduce((sum, bytes) => sum + bytes, 0)
  const before = unbroken(original.bytes)
  const files = `${before} in; ${made.length} ${made.length === 1 ? 'file' : 'files'} of ${unbroken(all)} made`
  const size = exampleOf(sizes)
  if (size === null) return `${files}.`
  return `${files}; as ${size.name} it is ${unbroken(Math.min(...bytesOf(size)))} instead of ${before}.`
}

/** Writes bytes so that no line ends between the number and its unit. */
function unbroken(bytes: number): string {
  return bytesText(bytes).replace(' ', '\u00a0')
}

/** The size to speak of: `medium`, or the largest that shows the whole picture. */
function exampleOf(sizes: readonly DescribedSize[]): DescribedSize | null {
  const whole = sizes.filter((size) => size.box.fit === 'inside' && bytesOf(size).length > 0)
  const [largest] = whole.toSorted((a, b) => b.box.width - a.box.width)
  return whole.find(({ name }) => name === 'medium') ?? largest ?? null
}

function bytesOf({ renditions }: DescribedSize): number[] {
  return renditions.flatMap(({ stored }) => (stored === null ? [] : [stored.bytes]))
}
