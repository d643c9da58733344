import { findWatermarkFault } from '../../../image/watermark/watermark.ts'
import { TrialFault } from './trial-fault.ts'

/** The longest text, in characters. */
export const LONGEST_TEXT = 60

/** What each character takes of a line, in units of the drawing: of East Asian ones as much as they are high. */
const WIDTHS = { wide: 30, narrow: 17, margin: 24 }

/**
 * Draws a text as the image of a watermark: white with a dark rim, to be read on anything.
 *
 * @returns a data URL
 * @throws TrialFault where there is no font for it
 */
export async function drawText(text: string): Promise<string> {
  const line = text.trim()
  if (line === '') throw new TrialFault('the watermark needs a text')
  const chars = Array.from(line)
  if (chars.length > LONGEST_TEXT) throw new TrialFault(`the text of the watermark may have ${LONGEST_TEXT} characters`)
  if (/[\p{Cc}\p{Cs}]/u.test(line)) throw new TrialFault('the text of the watermark has a control character')
  const width = chars.reduce((sum, char) => sum + (char >= '\u2e80' ? WIDTHS.wide : WIDTHS.narrow), WIDTHS.margin)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="40"><text x="${width / 2}" y="29" text-anchor="middle" font-family="sans-serif" font-size="28" fill="#fff" stroke="#000" stroke-opacity="0.4" stroke-width="3" paint-order="stroke">${escapeXml(line)}</text></svg>`
  const image = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
  const fault = await findWatermarkFault(image)
  if (fault !== null) throw new TrialFault(`the text of the watermark ${fault}`)
  return image
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
