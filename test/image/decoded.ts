import { toSrgb } from '../../src/image/colour/colour.ts'
import { decode } from '../../src/image/decode.ts'
import { type Header, readHeader } from '../../src/image/header.ts'
import { dropNeedlessAlpha, orient } from '../../src/image/pixels.ts'
import type { Pixels } from '../../src/image/sharp.ts'
import { sniff } from '../../src/image/sniff.ts'
import type { Box, Limits } from '../../src/recipe.ts'

export const limits: Limits = { bytes: 2 ** 26, pixels: 128_000_000, frames: 500, animationPixels: 100_000_000 }

export async function decoded(bytes: Uint8Array, scale = 1): Promise<Pixels & { readonly header: Header }> {
  const header = await headerOf(bytes, limits)
  const pixels = await decode(bytes, header, scale, toSrgb)
  const upright = header.frames > 1 ? orient(pixels, header.orientation) : pixels
  return { ...dropNeedlessAlpha(upright), header }
}

export function headerOf(bytes: Uint8Array, limits: Limits, boxes?: readonly Box[]): Promise<Header> {
  return readHeader(bytes, sniff(bytes), limits, boxes)
}

/** The channels at a place, given in parts of width and height, in a frame. */
export function pixelAt({ data, width, height, channels }: Pixels, x: number, y: number, frame = 0): number[] {
  const at = ((frame * height + Math.floor(y * height)) * width + Math.floor(x * width)) * channels
  return [...data.subarray(at, at + channels)]
}

export async function middleOf(bytes: Uint8Array, scale = 1): Promise<number[]> {
  return pixelAt(await decoded(bytes, scale), 0.5, 0.5)
}

export async function refusalOf(bytes: Uint8Array, scale = 1): Promise<string> {
  return decoded(bytes, scale).then(
    () => 'none',
    (error: unknown) =>
      error instanceof Error && 'reason' in error ? `${error.name} ${String(error.reason)}` : 'a fault',
  )
}

/** Whether no channel is further away. */
export function near(expected: readonly number[], by = 2) {
  return (actual: readonly number[]): boolean =>
    actual.length === expected.length && actual.every((value, index) => Math.abs(value - expected[index]!) <= by)
}
