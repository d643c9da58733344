import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sharp } from '../../src/image/sharp.ts'

const SAMPLE = new URL('../../src/local/samples/harbour.jpg', import.meta.url).pathname
/** The sides as they are stored: the picture lies on its side. */
const WIDTH = 3000
const HEIGHT = 4000

/**
 * Makes a photo like a camera's, for those who name none, with the same bytes each time: the sample in 12 megapixels,
 * lying on its side as that does, with the grain of a sensor, without which it would have a tenth of the bytes.
 */
export async function makePhoto(folder: string, name = 'harbour.jpg'): Promise<void> {
  const pixels = await sharp(SAMPLE).resize(WIDTH, HEIGHT).raw().toBuffer()
  addGrain(pixels)
  const photo = sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, name), await photo.withMetadata({ orientation: 6 }).jpeg({ quality: 92 }).toBuffer())
}

function addGrain(pixels: Buffer): void {
  let state = 5
  const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32 // of Numerical Recipes
  for (let at = 0; at < pixels.length; at += 3) {
    const noise = (random() + random() - 1) * 9
    for (let channel = at; channel < at + 3; channel += 1) {
      pixels[channel] = Math.min(255, Math.max(0, pixels[channel]! + noise))
    }
  }
}
