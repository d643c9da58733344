import type { Making, Rendered } from '../../recipe.ts'
import type { Size } from '../geometry.ts'
import type { Header } from '../header.ts'
import { countScans, holdScans } from '../jpeg-scans.ts'
import { alone } from '../mutex.ts'
import { orient } from '../pixels.ts'
import { sharp } from '../sharp.ts'
import { sniff } from '../sniff.ts'
import { decodeTolerantly } from '../tolerant-decode.ts'
import { joinPictures, segment, segmentsOf, withSegments } from './segments.ts'
import { hdrProperties, xmpOfMap, xmpOfPicture } from './xmp.ts'

/** A gain map is smooth: of half the picture's width it is as good as any, and cameras store it so, or smaller. */
const SHARE = 1 / 2
const APP1 = 0xe1
const APP2 = 0xe2
const XMP = 'http://ns.adobe.com/xap/1.0/\0'
const ISO = 'urn:iso:std:iso:ts:21496:-1\0'
const ICC = 'ICC_PROFILE\0'
/** The most bytes of ISO's block, which holds 26 numbers at most. */
const MOST_ISO = 512
/** The most bytes of all profiles of a map: cameras write some hundred. */
const MOST_ICC = 2 ** 20
/** The most pixels of a map: the largest camera's has fewer. */
const MOST_PIXELS = 2 ** 25

/** A JPEG rendition of a whole picture with the original's gain map, where it is to be kept and can be; else `null`. */
export async function addGainMap(
  { bytes, ...rendered }: Rendered,
  original: Uint8Array,
  header: Header,
  { box, encoding }: Pick<Making, 'box' | 'encoding'>,
): Promise<Rendered | null> {
  if (!encoding.keepGainMap || box.fit !== 'inside' || rendered.contentType !== 'image/jpeg') return null
  const withMap = await withGainMap(bytes, original, header, rendered, encoding.quality)
  return withMap === null ? null : { ...rendered, bytes: withMap }
}

/**
 * Adds the original's gain map to a finished JPEG rendition that shows the whole picture, which is then HDR where the
 * display is: https://developer.android.com/media/platform/hdr-image-format. Sharp's own `keepGainMap` reads memory
 * that is freed already as soon as a picture must be turned (0.35.5), and would have to decode the original anew.
 *
 * @param size that of the rendition
 * @param quality of the map, as JPEG's
 * @returns `null` where the original has no gain map that can be kept
 */
export async function withGainMap(
  jpeg: Uint8Array,
  original: Uint8Array,
  header: Header,
  size: Size,
  quality: number,
): Promise<Buffer | null> {
  if (!header.hasGainMap) return null
  const { gainMap } = await alone(() => sharp(original, { limitInputPixels: false, failOn: 'none' }).metadata())
  if (gainMap === undefined || sniff(gainMap.image) !== 'jpeg') return null
  const meaning = meaningOf(gainMap.image)
  if (meaning === null) return null
  const resized = await resize(gainMap.image, header.orientation, size, quality).catch(() => null)
  return resized === null ? null : join(jpeg, withSegments(resized, meaning.segments), meaning)
}

interface Meaning {
  /** What the gain map itself says of how it is to be applied. */
  readonly segments: readonly Buffer[]
  readonly hasIso: boolean
  readonly hasXmp: boolean
}

/** Nothing but the numbers is kept of the gain map's metadata: it is a JPEG of its own, with all that may be in one. */
function meaningOf(map: Buffer): Meaning | null {
  const { iso, xmp, icc } = partsOf(map)
  const properties = hdrProperties(xmp?.toString('utf8', XMP.length) ?? '')
  const hasIso = iso !== undefined && iso.length <= MOST_ISO
  const hasXmp = properties !== null
  if ((!hasIso && !hasXmp) || icc.reduce((sum, { length }) => sum + length, 0) > MOST_ICC) return null
  const segments = [
    ...(hasXmp ? [segment(APP1, Buffer.from(XMP + xmpOfMap(properties)))] : []),
    ...(hasIso ? [segment(APP2, iso)] : []),
    ...icc.map((data) => segment(APP2, data)),
  ]
  return { segments, hasIso, hasXmp }
}

/** The first block of ISO's and of XMP, and all parts of the profile. */
function partsOf(map: Buffer): { readonly iso?: Buffer; readonly xmp?: Buffer; readonly icc: readonly Buffer[] } {
  const icc: Buffer[] = []
  const first: { iso?: Buffer; xmp?: Buffer } = {}
  for (const { marker, data } of segmentsOf(map)) {
    const isA = (app: number, name: string) => marker === app && data.toString('latin1', 0, name.length) === name
    if (isA(APP2, ICC)) icc.push(data)
    else if (isA(APP2, ISO)) first.iso ??= data
    else if (isA(APP1, XMP)) first.xmp ??= data
  }
  return { ...first, icc }
}

async function resize(map: Buffer, orientation: number, size: Size, quality: number): Promise<Buffer> {
  const isLying = orientation > 4
  const scans = countScans(map)
  const { channels: colours, ...whole } = await alone(() => sharp(map).metadata())
  holdScans(scans, whole, { pixels: MOST_PIXELS })
  const { data, info } = await decodeTolerantly(map, 'jpeg', (bytes, failOn, warn) => {
    const input = sharp(bytes, { limitInputPixels: size.width * size.height * 64, failOn, ignoreIcc: true })
    input.on('warning', warn)
    const width = Math.ceil((isLying ? size.height : size.width) * SHARE)
    const height = Math.ceil((isLying ? size.width : size.height) * SHARE)
    input.resize(width, height, { fit: 'fill' }).toColourspace(colours === 1 ? 'b-w' : 'srgb')
    return input.raw().toBuffer({ resolveWithObject: true })
  })
  const upright = orient(
    { data, width: info.width, height: info.height, frames: 1, channels: info.channels },
    orientation,
  )
  const { width, height, channels } = upright
  return sharp(upright.data, { raw: { width, height, channels } })
    .toColourspace(colours === 1 ? 'b-w' : 'srgb')
    .jpeg({ quality, chromaSubsampling: '4:4:4' })
    .toBuffer()
}

/** The picture says that the other is its gain map, in the words that the map uses itself. */
function join(jpeg: Uint8Array, map: Buffer, { hasIso, hasXmp }: Meaning): Buffer {
  const said = [
    ...(hasXmp ? [segment(APP1, Buffer.from(XMP + xmpOfPicture(map.length)))] : []),
    ...(hasIso ? [segment(APP2, Buffer.from(`${ISO}\0\0\0\0`, 'latin1'))] : []),
  ]
  return joinPictures(withSegments(jpeg, said), map)
}
