import { createCatalogue } from '../../../src/config/catalogue.ts'
import { resolveConfig } from '../../../src/config/config.ts'
import { Refused } from '../../../src/errors.ts'
import { openPicture } from '../../../src/image/picture.ts'
import { decoders } from '../../../src/image/sniff.ts'
import { sharp } from '../../../src/image/sharp.ts'

export const settings = resolveConfig({ variants: { medium: { width: 200 } } })
export const catalogue = createCatalogue(settings, decoders)
export const drawing = (inside: string, prolog = '') =>
  `${prolog}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="200" height="50" font-size="30">${inside}</svg>`
export const HTML = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Start</p></div>'
export const HAS_TEXT = 'requiredFeatures="http://www.w3.org/TR/SVG11/feature#BasicText"'
export const NEEDS_HTML = 'requiredFeatures="http://www.w3.org/TR/SVG11/feature#Extensibility"'

/** HTML in a group that librsvg does not choose, and text that it does. */
export const labelled = (html: string) =>
  drawing(`<switch><g ${NEEDS_HTML}>${html}</g><text x="5" y="40">label</text></switch>`)

export async function refusalOf(svg: string): Promise<string> {
  try {
    ;(await openPicture(Buffer.from(svg), settings.limits, catalogue.boxes)).close()
    return 'none'
  } catch (error) {
    if (error instanceof Refused) return `${error.reason}: ${error.message}`
    throw error
  }
}

/** How a drawing looks: its opacity, pixel by pixel. */
export async function look(svg: string): Promise<Buffer> {
  const picture = await openPicture(Buffer.from(svg), settings.limits, catalogue.boxes)
  const { bytes } = await picture.render(catalogue.pictures.get('medium')!)
  return sharp(bytes).ensureAlpha().extractChannel(3).raw().toBuffer()
}

/** The sum of all that is drawn. */
export const ink = (pixels: Buffer) => pixels.reduce((sum, alpha) => sum + alpha, 0)
export const text = (words: string, attributes = '') => drawing(`<text x="5" y="40" ${attributes}>${words}</text>`)
