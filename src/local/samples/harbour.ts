import { sharp, whileDrawing } from '../../image/sharp.ts'
import { BOAT, drawBoat } from './boat.ts'
import { createRandom, createTexture, sample } from './noise.ts'
import { type Canvas, HEIGHT, HORIZON, paintHills, paintSea, paintSky, WIDTH } from './scenery.ts'
import { drawTown, TOWN } from './town.ts'

/** A drawing with transparency, as pixels, and where its upper left corner is. */
interface Sprite {
  readonly data: Buffer
  readonly width: number
  readonly height: number
  readonly left: number
  readonly top: number
}

/**
 * A picture as a camera's: 12 megapixels with grain, stored lying on its side with an EXIF orientation that turns it
 * upright, with a copyright, which renditions keep, and the place where it was taken, which they must not.
 */
export async function drawHarbour(): Promise<Buffer> {
  const canvas: Canvas = new Uint8ClampedArray(WIDTH * HEIGHT * 3)
  const town = await rasterize(drawTown(), { left: WIDTH - TOWN.width, top: HORIZON - TOWN.height + 26 })
  const boat = await rasterize(drawBoat(), { left: 1460, top: 2240 - BOAT.height })
  paintSky(canvas)
  paintHills(canvas)
  paste(canvas, town)
  paintSea(canvas)
  mirror(canvas, boat)
  paste(canvas, boat)
  addGrain(canvas)
  return sharp(canvas, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .rotate(270)
    .withMetadata({ orientation: 6 })
    .withExif({
      IFD0: { Copyright: 'Sizewright, free to use', Artist: 'Sizewright', Make: 'Sizewright', Model: 'Sample' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 38/1 55/1', GPSLongitudeRef: 'W', GPSLongitude: '2/1 1/1 30/1' },
    })
    .jpeg({ quality: 92 })
    .toBuffer()
}

async function rasterize(svg: string, at: { left: number; top: number }): Promise<Sprite> {
  const { data, info } = await whileDrawing(() =>
    sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer({ resolveWithObject: true }),
  )
  return { data, width: info.width, height: info.height, ...at }
}

function paste(canvas: Canvas, sprite: Sprite): void {
  for (let y = 0; y < sprite.height; y++) {
    for (let x = 0; x < sprite.width; x++) {
      blend(canvas, sprite.left + x, sprite.top + y, sprite, x, y, 1)
    }
  }
}

/** Paints the sprite upside down below its lower edge, broken up by waves. */
function mirror(canvas: Canvas, sprite: Sprite): void {
  const waves = createTexture(53, 32)
  for (let y = 0; y < sprite.height * 0.62; y++) {
    const strength = 0.62 * (1 - y / (sprite.height * 0.62))
    for (let x = -60; x < sprite.width + 60; x++) {
      const wave = sample(waves, x * 0.22, y * 1.9) - 0.5
      const from = Math.round(x + wave * (20 + y * 0.16))
      const row = Math.round(sprite.height - 1 - (y + wave * 40) * 1.6)
      blend(canvas, sprite.left + x, sprite.top + sprite.height + y, sprite, from, row, strength * (0.8 - wave))
    }
  }
}

function blend(canvas: Canvas, x: number, y: number, sprite: Sprite, fromX: number, fromY: number, share: number) {
  if (fromX < 0 || fromX >= sprite.width || fromY < 0 || fromY >= sprite.height) return
  const from = (fromY * sprite.width + fromX) * 4
  const to = (y * WIDTH + x) * 3
  const cover = (sprite.data[from + 3]! / 255) * share
  for (let channel = 0; channel < 3; channel++) {
    canvas[to + channel]! += (sprite.data[from + channel]! - canvas[to + channel]!) * cover
  }
}

/** A sensor's noise: without it the picture would look drawn, and its JPEG would be a tenth of a camera's. */
function addGrain(canvas: Canvas): void {
  const random = createRandom(5)
  for (let at = 0; at < canvas.length; at += 3) {
    const noise = (random() + random() - 1) * 9
    canvas[at]! += noise
    canvas[at + 1]! += noise
    canvas[at + 2]! += noise
  }
}
