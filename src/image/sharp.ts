import sharp, { type Sharp } from 'sharp'

// Pictures do not repeat, so libvips' cache of operations would only hold memory.
sharp.cache(false)
// One thread a picture: pictures are what runs in parallel, which costs less CPU than sharing one among threads.
sharp.concurrency(1)

export { sharp }

/** Pixels in memory, 8 bits a channel in sRGB; the frames of an animation lie below each other. */
export interface Pixels {
  readonly data: Buffer
  readonly width: number
  /** Of one frame. */
  readonly height: number
  readonly frames: number
  readonly channels: 1 | 2 | 3 | 4
}

/** Begins a pipeline on pixels in memory. */
export function fromPixels({ data, width, height, frames, channels }: Pixels): Sharp {
  const isAnimated = frames > 1
  return sharp(data, {
    limitInputPixels: false, // these were counted when the original was decoded
    raw: { width, height: height * frames, channels, ...(isAnimated && { pageHeight: height }) },
    ...(isAnimated && { pages: -1 }),
  })
}

/** Runs a pipeline to pixels in memory. */
export async function toPixels(pipeline: Sharp, frames: number): Promise<Pixels> {
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height / frames, frames, channels: info.channels }
}
