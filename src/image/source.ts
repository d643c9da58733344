import type { Box, Limits } from '../recipe.ts'
import { colourOfHeic, plainSrgb } from './colour/colour.ts'
import { type Convert, decode } from './decode.ts'
import { openSvg } from './draw-svg.ts'
import { type Header, readHeader } from './header.ts'
import { openHeic } from './heic/heic.ts'
import type { Kind } from './kinds.ts'
import { readMetadata } from './metadata/metadata.ts'
import type { Pixels } from './sharp.ts'

/** An original of which only the header has been read. */
export interface Source {
  readonly header: Header
  /**
   * Decodes it at a scale.
   *
   * @param scale of width and height, at most 1
   * @param convert the step that brings its colours to sRGB; a drawing needs none
   * @throws Refused when it is damaged
   */
  readonly decode: (scale: number, convert: Convert) => Promise<Pixels>
}

/**
 * Reads the header, by the decoder that the kind of picture needs.
 *
 * @param boxes what a drawing is to be large enough for
 * @throws Refused when it cannot be read, exceeds the limits, or has no decoder here
 */
export async function openSource(
  kind: Kind | null,
  bytes: Uint8Array,
  limits: Limits,
  boxes: readonly Box[],
): Promise<Source> {
  if (kind === 'heic') return heicSource(bytes, limits)
  if (kind === 'svg') return svgSource(bytes, limits, boxes)
  const header = await readHeader(bytes, kind, limits, boxes)
  return { header, decode: (scale, convert) => decode(bytes, header, scale, convert) }
}

/** What is the same in the headers of all pictures that Sharp does not read itself. */
const plain = {
  orientation: 1,
  pages: 1,
  frames: 1,
  delay: [],
  loop: 0,
  colour: plainSrgb,
  colourSpace: 'srgb',
  hasGainMap: false,
  tiff: null,
  rights: {},
  capture: {},
  hasPlace: false,
} as const

async function heicSource(bytes: Uint8Array, limits: Limits): Promise<Source> {
  const heic = await openHeic(bytes, limits)
  const { rights, capture, hasPlace } = readMetadata(heic)
  const colour = colourOfHeic(heic.icc !== null, heic.nclx)
  const header: Header = { ...plain, delay: [], kind: 'heic', size: heic.size, colour, rights, capture, hasPlace }
  return { header, decode: async (scale, convert) => decode(await heic.decode(), header, scale, convert) }
}

async function svgSource(bytes: Uint8Array, limits: Limits, boxes: readonly Box[]): Promise<Source> {
  const svg = await openSvg(bytes, limits, boxes)
  const header: Header = { ...plain, delay: [], kind: 'svg', size: svg.size, natural: svg.natural }
  return { header, decode: (scale) => svg.draw(scale) }
}
