import sharp, { type Sharp } from 'sharp'
import { useFonts } from './fonts/fonts.ts'
import { alone } from './mutex.ts'

useFonts()

// Pictures do not repeat, so libvips' cache of operations would only hold memory.
sharp.cache(false)
// One thread a picture: pictures are what runs in parallel, which costs less CPU than sharing one among threads.
sharp.concurrency(1)

// libvips tells kinds of files by rules of its own: what it is not asked for here is never read, whatever a file begins with.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Uhdr', 'Png', 'Nsgif', 'Webp', 'Heif', 'Tiff'].map((kind) => `VipsForeignLoad${kind}`),
})
const DRAWINGS = { operation: ['VipsForeignLoadSvg'] }

export { sharp }

/** Lets Sharp read SVG while this runs, alone, and is for what is known to be one. */
export function whileDrawing<T>(run: () => Promise<T>): Promise<T> {
  return alone(async () => {
    sharp.unblock(DRAWINGS)
    try {
      return await run()
    } finally {
      sharp.block(DRAWINGS)
    }
  })
}

/** Pixels in memory, 8 bits a channel in sRGB; the frames of an animation lie below each other. */
export interface Pixels {
  readonly data: Buffer
  readonly width: number
  /** The height of one frame. */
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
