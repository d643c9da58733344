import { valueOf } from './attributes.ts'
import { createWithin } from './within.ts'

/** What of a drawing is seen nowhere, as far as its elements and attributes tell. Where in doubt, it is seen. */
export interface Hidden {
  /** An element of SVG begins. */
  open(depth: number, name: string, attributes: string): void
  /** An element ends. */
  leave(depth: number): void
  /** Whether text is hidden here. */
  hidesText(): boolean
  /** Whether HTML is hidden here. */
  hidesHtml(): boolean
}

/** Elements that draw another one, even out of one that is hidden: SVG 2, 5.5, and SVG 1.1, 10.6 and 15.20. */
const REUSING = /<(?:[^\s<>/:]+:)?(?:use|tref|feImage)[\s/>]/
const STYLESHEET = /<(?:[^\s<>/:]+:)?style[\s>]/
/** What is in them is drawn only where it is used: SVG 2, 5.4 and 5.5. */
const STORED: ReadonlySet<string> = new Set(['defs', 'symbol'])
/** These are drawn by properties that name them, wherever they stand. */
const NAMED: ReadonlySet<string> = new Set(['clipPath', 'mask', 'pattern', 'marker'])
/** Of HTML in these nobody sees more than an outline. */
const CUTTING: ReadonlySet<string> = new Set(['clipPath', 'mask'])

/** @param text the whole drawing */
export function createHidden(text: string): Hidden {
  // To follow each reference would take more than its worth: one of them shows all.
  const isReused = REUSING.test(text)
  const hasStylesheet = STYLESHEET.test(text)
  const isOverflowing = text.includes('overflow')
  const hidden = createWithin()
  const named = createWithin()
  const withoutHtml = createWithin()
  const hidesText = () => hidden.is() && !named.is()

  return {
    open(depth, name, attributes) {
      if (!isReused && (STORED.has(name) || isNotDisplayed(attributes, hasStylesheet))) hidden.enter(depth)
      if (NAMED.has(name)) named.enter(depth)
      const isEmpty = name === 'foreignObject' && !isOverflowing && hasNoSize(attributes)
      if (isEmpty || CUTTING.has(name)) withoutHtml.enter(depth)
    },
    leave(depth) {
      hidden.leave(depth)
      named.leave(depth)
      withoutHtml.leave(depth)
    },
    hidesText,
    hidesHtml: () => hidesText() || withoutHtml.is(),
  }
}

/** SVG 2, 6.6: a style counts more than the attribute, and so does any stylesheet, which is not looked at. */
function isNotDisplayed(attributes: string, hasStylesheet: boolean): boolean {
  if (!attributes.includes('display') && !/display/i.test(attributes)) return false
  const style = valueOf(attributes, 'style') ?? ''
  if (/[&\\]|\/\*/.test(style)) return false // what is said in such a way is not what it seems
  const said = style.split(';').flatMap((one) => /^\s*display\s*:(.*)$/is.exec(one)?.[1] ?? [])
  if (said.length === 0 && !hasStylesheet) said.push(valueOf(attributes, 'display') ?? '')
  return said.length > 0 && said.every((value) => /^none(?:\s*!\s*important)?$/i.test(value.trim()))
}

/** Browsers show nothing of it then but what overflows, and a style may say another size: SVG 2, 12.4 and 7.2. */
function hasNoSize(attributes: string): boolean {
  if (/width|height|size/i.test(valueOf(attributes, 'style') ?? '')) return false
  return ['width', 'height'].some((side) => /^\s*0+(?:\.0+)?(?:[a-z]+|%)?\s*$/i.test(valueOf(attributes, side) ?? ''))
}
