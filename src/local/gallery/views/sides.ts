import { exactUrl } from '../addresses.ts'
import type { Described, DescribedRendition, DescribedSize } from '../describe.ts'
import { formatName } from './humanize.ts'

/** A stored rendition, as one side of a comparison. */
export interface Side {
  readonly name: string
  /** The name of its size. */
  readonly size: string
  /** The same for renditions that show the same part of the picture: all of it, or what a size crops. */
  readonly shape: string
  /** `WebP`, with the rendition's name where that alone would not tell it from others of its size. */
  readonly format: string
  readonly src: string
  readonly width: number
  readonly height: number
  readonly bytes: number
}

/** The stored renditions of an original, by size; sizes of which nothing is stored are left out. */
export function sidesOf({ key, sizes }: Pick<Described, 'key' | 'sizes'>): Side[][] {
  return sizes.map((size) => sidesOfSize(key, size)).filter((sides) => sides.length > 0)
}

function sidesOfSize(key: string, { name: size, box, renditions }: DescribedSize): Side[] {
  const shape = box.fit === 'inside' ? 'whole' : size
  const stored = renditions.flatMap((one) => (one.stored === null ? [] : [{ ...one, stored: one.stored }]))
  const formats = stored.map((one) => formatName(one.stored.contentType))
  return stored.map((one, index) => {
    const format = formats[index] ?? ''
    const isOnly = formats.filter((other) => other === format).length === 1
    const { width, height, bytes } = one.stored
    const { name } = one
    return {
      name,
      size,
      shape,
      format: isOnly ? format : `${format} (${name})`,
      src: exactUrl(key, one),
      width,
      height,
      bytes,
    }
  })
}

/**
 * What a comparison begins with: the fallback of the largest size that shows the whole picture, and the smallest file of
 * the same size beside it. `null` where nothing is stored.
 */
export function firstPair(described: Pick<Described, 'key' | 'sizes'>): readonly [Side, Side] | null {
  const whole = described.sizes.filter(({ box }) => box.fit === 'inside')
  const groups = sidesOf({ ...described, sizes: whole })
  const all = groups.length > 0 ? groups : sidesOf(described)
  // Of a small original several sizes have the same pixels: the last has more where a larger original takes its place.
  const [largest] = all.toReversed().toSorted((a, b) => pixelsOf(b) - pixelsOf(a))
  const fallback = largest?.find(({ name }) => isFallback(described.sizes, name)) ?? largest?.[0]
  if (largest === undefined || fallback === undefined) return null
  const [smallest = fallback] = largest.filter((one) => one !== fallback).toSorted((a, b) => a.bytes - b.bytes)
  return [fallback, smallest]
}

function pixelsOf([first]: readonly Side[]): number {
  return first === undefined ? 0 : first.width * first.height
}

function isFallback(sizes: readonly DescribedSize[], name: string): boolean {
  const all: readonly DescribedRendition[] = sizes.flatMap(({ renditions }) => renditions)
  return all.find((one) => one.name === name)?.format === 'fallback'
}
