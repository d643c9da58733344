import type { Size } from '../geometry.ts'
import { refuseUndrawable } from './drawable.ts'
import { rootOf } from './prolog.ts'
import { scaleSvg, withSize } from './scale.ts'
import { peekUnzipped, readSvgText, toUtf8 } from './text.ts'

/** An SVG by its text alone, so that a file can be sniffed without a drawing library: `draw-svg.ts` draws it. */
interface SvgFile {
  /** The text, with a size even where the file has none. */
  readonly text: Buffer
  /**
   * The text of the same drawing at a size in whole pixels.
   *
   * @param intrinsic the size that it has of itself
   */
  at(intrinsic: Size, size: Size): Buffer
}

/**
 * What draw.io puts before the words "Text is not SVG - cannot display", for whoever draws no HTML. librsvg is one of
 * those, but the labels have text instead of HTML, too: so the words are not true, and nobody is to see them.
 */
const NOTHING_FOR_BROWSERS = '<g requiredFeatures="http://www.w3.org/TR/SVG11/feature#Extensibility"/>'

/**
 * Whether a file begins as an SVG, zipped or not.
 *
 * @param most how many bytes of the text are looked at
 */
export function isSvg(first: Buffer, most: number): boolean {
  return rootOf(toUtf8(peekUnzipped(first, most))) !== null
}

/**
 * @throws Refused where it is too long, declares entities that hold others or lie elsewhere, or would lose what it says
 */
export function readSvg(bytes: Uint8Array): SvgFile {
  const text = withSize(readSvgText(bytes)).replaceAll(NOTHING_FOR_BROWSERS, '<g/>')
  refuseUndrawable(text)
  return {
    text: Buffer.from(text),
    at: (intrinsic, size) => Buffer.from(scaleSvg(text, intrinsic, size)),
  }
}
