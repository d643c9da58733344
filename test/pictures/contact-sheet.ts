/** Draws every fixture in every variant and format into one picture: `npm run contact-sheet [-- FILE]`. */
import type { OverlayOptions } from 'sharp'
import { sharp, whileDrawing } from '../../src/image/sharp.ts'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { Refused } from '../../src/errors.ts'
import { openPicture } from '../../src/image/picture.ts'
import { decoders } from '../../src/image/sniff.ts'
import { type Fixture, readFixtures } from './fixtures.ts'

const CELL = { width: 136, height: 92 }
const PICTURE = { width: 128, height: 72 }
/** In pixels: what WebP holds at most, less the head of the columns. */
const MOST_ROWS = Math.floor((16_383 - 24) / CELL.height)

const file = process.argv[2] ?? 'contact-sheet.webp'
const settings = resolveConfig({ formats: ['avif', 'webp'] })
const { pictures, boxes } = createCatalogue(settings, decoders)
const names = [...pictures.keys()]
const fixtures = readFixtures().slice(0, MOST_ROWS)

/** Checks show where a picture is transparent. */
const background = `<pattern id="c" width="16" height="16" patternUnits="userSpaceOnUse"><rect width="16" height="16" fill="#eee"/>
  <path d="M0 0h8v8h8v8h-8v-8h-8z" fill="#bbb"/></pattern><rect width="100%" height="100%" fill="url(#c)"/>`
const labels: string[] = []
const overlays: OverlayOptions[] = []

for (const [column, name] of ['as it lies', ...names].entries()) label(column, 16, name)
for (const [row, fixture] of fixtures.entries()) await drawRow(fixture, 24 + row * CELL.height)

const [width, height] = [leftOf(names.length + 1), 24 + fixtures.length * CELL.height]
const sheet = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${background}${labels.join('')}</svg>`
await whileDrawing(() => sharp(Buffer.from(sheet)).composite(overlays).toFile(file))
console.log(`${file}: ${fixtures.length} pictures in ${names.length} renditions`)

/** The first one holds what every row is named by. */
function leftOf(column: number): number {
  return 190 + column * CELL.width
}

function label(column: number, y: number, words: string): void {
  labels.push(`<text x="${leftOf(column)}" y="${y}" font-size="10" font-family="sans-serif">${words}</text>`)
}

async function drawRow({ name, bytes }: Fixture, top: number): Promise<void> {
  labels.push(`<text x="6" y="${top + 40}" font-size="12" font-family="sans-serif">${name}</text>`)
  await drawCell(0, top, bytes, '').catch(() => label(0, top + 40, 'Sharp cannot read it'))
  try {
    const picture = await openPicture(bytes, settings.limits, boxes)
    for (const [column, name] of names.entries()) {
      const { bytes, width, height, contentType } = await picture.render(pictures.get(name)!)
      await drawCell(column + 1, top, bytes, `${contentType.slice(6)} ${width}x${height}, ${bytes.length} B`)
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    label(1, top + 40, `refused: ${error.message}`)
  }
}

/** The frames of an animation lie below each other. */
async function drawCell(column: number, top: number, bytes: Uint8Array, words: string): Promise<void> {
  const { format, pages = 1 } = await sharp(bytes).metadata()
  const isAnimated = pages > 1 && (format === 'gif' || format === 'webp')
  // All frames in one PNG are no animation any more, and can be resized as a whole.
  const strip = sharp(bytes, { pages: isAnimated ? -1 : 1 }).toColourspace('srgb')
  const flat = await strip.png().toBuffer()
  const input = await sharp(flat).resize(PICTURE.width, PICTURE.height, { fit: 'inside' }).png().toBuffer()
  overlays.push({ input, left: leftOf(column), top })
  label(column, top + CELL.height - 8, words)
}
