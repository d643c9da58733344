import type { Size } from './plan.ts'
import { rootOf } from './svg-text.ts'

const ATTRIBUTE = /\s([\w:-]+)\s*=\s*("[^"]*"|'[^']*')/g
/** By how much the sides of the view box and of the picture may differ for it to be a matter of rounding. */
const ROUNDING = 0.01

/**
 * The text of a drawing that is a size in whole pixels. Telling libvips a density instead leaves a line along the edges
 * that is half transparent, as 24 mm are 68.03 pixels.
 *
 * @param intrinsic the size that it has of itself
 */
export function scaleSvg(text: string, intrinsic: Size, { width, height }: Size): string {
  const root = rootOf(text)
  const end = root?.search(/\/?>/) ?? -1
  if (root === null || end === -1) return text
  const attributes = new Map<string, string>()
  for (const [, name = '', value = ''] of root.slice(0, end).matchAll(ATTRIBUTE)) attributes.set(name, value)
  const box = attributes.get('viewBox') ?? `"0 0 ${intrinsic.width} ${intrinsic.height}"`
  attributes.set('viewBox', box).set('width', `"${width}"`).set('height', `"${height}"`)
  if (isAlike(box, intrinsic)) attributes.set('preserveAspectRatio', '"none"')
  const name = /^<[\w:]+/.exec(root)?.[0] ?? '<svg'
  const written = [...attributes].map(([attribute, value]) => ` ${attribute}=${value}`).join('')
  return text.slice(0, text.length - root.length) + name + written + root.slice(end)
}

function isAlike(box: string, { width, height }: Size): boolean {
  const [, , boxWidth = 0, boxHeight = 0] = box
    .replace(/["']/g, '')
    .trim()
    .split(/[\s,]+/)
    .map(Number)
  const ratio = (boxWidth * height) / (boxHeight * width)
  return Math.abs(ratio - 1) < ROUNDING
}
