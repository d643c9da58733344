import { readFileSync, statSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../errors.ts'
import { bytesOf, isDataUrl } from '../image/data-url.ts'
import type { Kind } from '../image/kinds.ts'
import { sniff } from '../image/sniff.ts'

/** The most bytes of an image: it becomes a part of the configuration, and of the code that is deployed. */
const MOST_BYTES = 2 ** 20

const SVG = 'image/svg+xml'
const TYPES: Partial<Record<Kind, string>> = {
  png: 'image/png',
  webp: 'image/webp',
  svg: SVG,
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  avif: 'image/avif',
}

/** An image that a configuration names. */
export interface NamedImage {
  /** Where it is named, such as `variants.hero.watermark.image`. */
  readonly setting: string
  /** The name that is given there. */
  readonly name: string
  /** The image's bytes as a data URL. */
  readonly image: string
}

/** A configuration that holds its images instead of naming files. */
interface WithImages<C> {
  readonly config: C
  /** The images that seem to be good, as far as can be told without decoding them. */
  readonly images: readonly NamedImage[]
  /** What is wrong with the others, in one line each. */
  readonly faults: readonly string[]
}

/**
 * Puts the bytes of its watermarks' files into a configuration, as data URLs; an image that is one already stays it, but for
 * how a drawing is written.
 * Whatever else is in it is left to `resolveConfig` to check.
 *
 * @param folder what the files' paths are relative to
 */
export function readWatermarks<C>(config: C, folder: string): WithImages<C> {
  const images: NamedImage[] = []
  const faults: string[] = []

  function read(watermark: unknown, path: string): unknown {
    if (!isObject(watermark) || typeof watermark.image !== 'string' || watermark.image === '') return watermark
    const name = isDataUrl(watermark.image) ? 'the data URL' : watermark.image
    const setting = `${path}.image`
    const found = isDataUrl(watermark.image) ? fromDataUrl(watermark.image) : fromFile(watermark.image, folder)
    if ('fault' in found) {
      faults.push(`${setting}: ${found.fault}`)
      return watermark
    }
    images.push({ setting, name, image: found.image })
    return { ...watermark, image: found.image }
  }

  function readVariant([name, variant]: [string, unknown]): [string, unknown] {
    if (!isObject(variant) || variant.watermark === undefined) return [name, variant]
    return [name, { ...variant, watermark: read(variant.watermark, `variants.${name}.watermark`) }]
  }

  if (!isObject(config)) return { config, images, faults }
  const { watermark, variants }: Record<string, unknown> = config
  const withImages: unknown = {
    ...config,
    ...(watermark !== undefined && { watermark: read(watermark, 'watermark') }),
    ...(isObject(variants) && { variants: Object.fromEntries(Object.entries(variants).map(readVariant)) }),
  }
  return { config: withImages as C, images, faults } // oxlint-disable-line typescript/no-unsafe-type-assertion -- strings took the place of strings
}

type FoundImage = { readonly image: string } | { readonly fault: string }

function fromFile(name: string, folder: string): FoundImage {
  try {
    const path = name.startsWith('file:') ? fileURLToPath(name) : resolve(folder, name)
    const where = isAbsolute(name) || name.startsWith('file:') ? '' : ` in ${resolve(folder)}`
    const found = statSync(path, { throwIfNoEntry: false })
    if (found === undefined) return { fault: `there is no file ${name}${where}` }
    if (!found.isFile()) return { fault: `${name} is no file` }
    if (found.size > MOST_BYTES) return { fault: tooLarge(name, found.size) }
    const bytes = readFileSync(path)
    return check(name, bytes, (type) => dataUrlOf(type, bytes))
  } catch (error) {
    return { fault: `${name} cannot be read: ${messageOf(error)}` }
  }
}

function fromDataUrl(url: string): FoundImage {
  const bytes = bytesOf(url)
  if (bytes === null) return { fault: 'the data URL is malformed' }
  // A drawing must be seen to be one, as its recipe may have to follow the fonts.
  return check('the data URL', bytes, (type) => (type === SVG ? dataUrlOf(type, bytes) : url))
}

function check(name: string, bytes: Buffer, imageOf: (type: string) => string): FoundImage {
  if (bytes.length > MOST_BYTES) return { fault: tooLarge(name, bytes.length) }
  const kind = sniff(bytes)
  const type = kind === null ? undefined : TYPES[kind]
  if (type === undefined) return { fault: `${name} is no PNG, WebP, SVG, JPEG, GIF or AVIF picture` }
  return { image: imageOf(type) }
}

function dataUrlOf(type: string, bytes: Buffer): string {
  return `data:${type};base64,${bytes.toString('base64')}`
}

function tooLarge(name: string, bytes: number): string {
  return `${name} has ${bytes} bytes, the limit is ${MOST_BYTES}`
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
