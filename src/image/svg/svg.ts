import type { Size } from '../geometry.ts'
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
 * Whether a file begins as an SVG, zipped or not.
 *
 * @param most how many bytes of the text are looked at
 */
export function isSvg(first: Buffer, most: number): boolean {
  return rootOf(toUtf8(peekUnzipped(first, most))) !== null
}

/** @throws Refused where it is too long, or declares entities that hold others or lie elsewhere */
export function readSvg(bytes: Uint8Array): SvgFile {
  const text = withSize(readSvgText(bytes))
  return {
    text: Buffer.from(text),
    at: (intrinsic, size) => Buffer.from(scaleSvg(text, intrinsic, size)),
  }
}
