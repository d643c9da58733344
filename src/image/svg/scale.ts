import type { Size } from '../geometry.ts'
import { type Attribute, attributesIn } from './attributes.ts'
import { rootOf } from './prolog.ts'

/** The characters that are read of the root's tag: a thousand settings of an editor would fit. Further ones stay as they are. */
const LONGEST = 65_536
/** By how much the sides of the view box and of the picture may differ for it to be a matter of rounding. */
const ROUNDING = 0.01
/** The size in pixels of a drawing that says nothing of its size; CSS 2.1, 10.3.2 and 10.6.2. */
const DEFAULT: Size = { width: 300, height: 150 }

/**
 * The text of a drawing that is a size in whole pixels. Telling libvips a density instead leaves a line along the edges
 * that is half transparent, as 24 mm are 68.03 pixels.
 *
 * @param intrinsic the size that it has of itself
 */
export function scaleSvg(text: string, intrinsic: Size, { width, height }: Size): string {
  const attributes = attributesOf(text)
  if (isDeclared(attributes)) return text
  const box = viewBoxOf(attributes) ?? [0, 0, intrinsic.width, intrinsic.height]
  return withAttributes(text, {
    width: String(width),
    height: String(height),
    viewBox: box.join(' '),
    ...(isAlike(box, intrinsic) && { preserveAspectRatio: 'none' }),
  })
}

/** The text of a drawing that has a size, as browsers see it: libvips would take that of what is drawn, wherever it lies. */
export function withSize(text: string): string {
  const attributes = attributesOf(text)
  if (isDeclared(attributes) || viewBoxOf(attributes) !== null) return text
  const missing = (['width', 'height'] as const).filter((side) => (attributes.get(side) ?? '%').includes('%'))
  return withAttributes(text, Object.fromEntries(missing.map((side) => [side, String(DEFAULT[side])])))
}

function attributesOf(text: string): Map<string, string> {
  return new Map(tagOf(rootOf(text) ?? '').attributes.map(({ name, value }) => [name, value]))
}

interface Tag {
  /** What opens the tag, such as `<svg`. */
  readonly begin: string
  readonly attributes: readonly Attribute[]
  /** The characters of all of these together. */
  readonly length: number
}

function tagOf(root: string): Tag {
  const head = root.slice(0, LONGEST)
  const begin = /^<[^\s/>]+/.exec(head)?.[0] ?? ''
  const attributes = [...attributesIn(head.slice(begin.length))]
  return { begin, attributes, length: attributes.reduce((sum, { text }) => sum + text.length, begin.length) }
}

/** Whether the view box is an entity: those are left to librsvg, and the scale to libvips. */
function isDeclared(attributes: Map<string, string>): boolean {
  return attributes.get('viewBox')?.includes('&') ?? false
}

/** SVG 2, 8.6: what makes no sense is as if it were not there. */
function viewBoxOf(attributes: Map<string, string>): number[] | null {
  const numbers = attributes
    .get('viewBox')
    ?.trim()
    .split(/\s*,\s*|\s+/)
    .map(Number)
  if (numbers?.length !== 4 || !numbers.every(Number.isFinite)) return null
  return numbers[2]! < 0 || numbers[3]! < 0 ? null : numbers
}

function withAttributes(text: string, given: Readonly<Record<string, string>>): string {
  const root = rootOf(text)
  if (root === null) return text
  const { begin, attributes, length } = tagOf(root)
  const others = attributes.filter(({ name }) => !Object.hasOwn(given, name)).map((attribute) => attribute.text)
  const added = Object.entries(given).map(([name, value]) => ` ${name}="${value}"`)
  return text.slice(0, text.length - root.length) + begin + others.join('') + added.join('') + root.slice(length)
}

function isAlike([, , boxWidth = 0, boxHeight = 0]: readonly number[], { width, height }: Size): boolean {
  const ratio = (boxWidth * height) / (boxHeight * width)
  return Math.abs(ratio - 1) < ROUNDING
}
