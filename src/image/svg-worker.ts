import type Sharp from 'sharp'

/** What the process is asked, one after the other. */
export type Question =
  | { readonly ask: 'size'; readonly svg: Uint8Array }
  | { readonly ask: 'pixels'; readonly svg: Uint8Array; readonly width: number; readonly height: number }

/** The signal that a process ends itself with that takes more memory than it may. */
export const HEAVY = 'SIGUSR2'

export type Answer =
  | { readonly ready: true }
  | { readonly width: number; readonly height: number }
  /** Four channels of 8 bits, not premultiplied. */
  | { readonly pixels: Uint8Array }
  | { readonly refused: string }

/**
 * What runs in the process that draws. It is given to the process as text, since a bundle has no other file that one
 * could begin with: so it must use nothing of this module.
 *
 * librsvg loads nothing that lies outside of the text when it is given a buffer, runs no script, and bounds the depth
 * and the number of elements; but not the time and the memory, of which a few lines of filters can take all there is.
 */
export function work(require: NodeJS.Require): void {
  const sharp = require(process.argv[1]!) as typeof Sharp // oxlint-disable-line typescript/no-unsafe-type-assertion -- the path is Sharp's
  sharp.cache(false)
  sharp.concurrency(1)
  /** In hundredths of a pixel: a drawing of 24 mm is 68.03 pixels wide. */
  async function fineSize(svg: Uint8Array): Promise<{ width: number; height: number }> {
    const { width, height } = await sharp(svg, { density: 7200, limitInputPixels: false }).metadata()
    return { width: width / 100, height: height / 100 }
  }

  /** In pixels: libvips refuses what would be too large in hundredths. */
  async function coarseSize(svg: Uint8Array): Promise<{ width: number; height: number }> {
    const { width, height } = await sharp(svg, { limitInputPixels: false }).metadata()
    return { width, height }
  }

  async function answer(question: Question): Promise<Answer> {
    const { svg } = question
    if (question.ask === 'size') return fineSize(svg).catch(() => coarseSize(svg))
    const pixels = await sharp(svg, { limitInputPixels: false })
      .resize(question.width, question.height, { fit: 'fill' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer()
    return { pixels }
  }

  // No exit: that would wait for the thread that draws.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  const memory = Number(process.argv[2])
  setInterval(() => {
    if (process.memoryUsage.rss() > memory) process.kill(process.pid, 'SIGUSR2')
  }, 20).unref()
  process.on('message', (question: Question) => {
    void answer(question)
      .catch((error: unknown): Answer => ({ refused: String(error) }))
      .then((answer) => process.send!(answer))
  })
  process.send!({ ready: true } satisfies Answer)
}
