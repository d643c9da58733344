import * as v from 'valibot'
import { gravities } from '../recipe.ts'
import { oneOf, settings, whole } from './rules.ts'

/** The longest side in pixels that anything may have. */
export const MAX_SIDE = 16_383 // WebP's largest picture: https://developers.google.com/speed/webp/faq

/** In pixels: half of what a decoder may hold. */
const MOST_FILLED = 50_000_000

export const percent = whole(1, 100)
const quality = settings({
  jpeg: v.optional(percent),
  webp: v.optional(percent),
  avif: v.optional(percent),
})

const IMAGE = 'must be the path of an image file, as seen from the configuration file'
const OPACITY = 'must be a number from 0 to 1'
const LENGTH = "must be a whole number of pixels or a share such as '20%'"
const share = v.pipe(v.string(LENGTH), v.regex(/^(?:100|\d{1,2}(?:\.\d+)?)%$/, LENGTH))
const length = (min: number) => v.union([whole(min, MAX_SIDE, ' of pixels'), share], LENGTH)

export const watermark = settings({
  image: v.pipe(v.string(IMAGE), v.nonEmpty(IMAGE)),
  width: v.optional(length(1), '20%'),
  gravity: v.optional(oneOf(gravities), 'southeast'),
  margin: v.optional(length(0), '4%'),
  opacity: v.optional(v.pipe(v.number(OPACITY), v.minValue(0, OPACITY), v.maxValue(1, OPACITY)), 1),
  tile: v.optional(v.boolean('must be true or false'), false),
  smallest: v.optional(whole(1, MAX_SIDE, ' of pixels'), 300),
})

const COLOUR = "must be a colour such as '#fff', '#1a2b3c' or, with how opaque it is, '#1a2b3c80'"

const variant = v.pipe(
  settings({
    width: v.optional(whole(1, MAX_SIDE, ' of pixels')),
    height: v.optional(whole(1, MAX_SIDE, ' of pixels')),
    fit: v.optional(oneOf(['inside', 'cover', 'contain']), 'inside'),
    position: v.optional(oneOf(['centre', 'attention', 'entropy'])),
    format: v.optional(oneOf(['jpeg', 'png', 'webp', 'avif'])),
    background: v.optional(v.pipe(v.string(COLOUR), v.regex(/^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i, COLOUR))),
    maxBytes: v.optional(whole(1000, 2 ** 30, ' of bytes')),
    shrink: v.optional(v.boolean('must be true or false')),
    quality: v.optional(quality, {}),
    prewarm: v.optional(v.boolean('must be true or false'), true),
    watermark: v.optional(v.lazy((input) => (input === false ? v.literal(false) : watermark))),
  }),
  v.partialCheck(
    [['width'], ['height']],
    ({ width, height }) => width !== undefined || height !== undefined,
    'needs a width, a height or both',
  ),
  v.partialCheck(
    [['fit'], ['width'], ['height']],
    ({ fit, width, height }) => fit === 'inside' || (width !== undefined && height !== undefined),
    ({ input: { fit } }) => `with fit '${fit}' needs a width and a height`,
  ),
  v.partialCheck(
    [['fit'], ['width'], ['height']],
    ({ fit, width = 0, height = 0 }) => fit !== 'contain' || width * height <= MOST_FILLED,
    `with fit 'contain' may have at most ${MOST_FILLED.toLocaleString('en')} pixels, for they are all filled`,
  ),
  v.partialCheck(
    [['fit'], ['position']],
    ({ fit, position }) => fit === 'cover' || position === undefined,
    "has a position, which only fit 'cover' has a use for",
  ),
  v.partialCheck(
    [['fit'], ['format'], ['background']],
    ({ fit, format, background }) => background === undefined || fit === 'contain' || format === 'jpeg',
    "has a background, which only fit 'contain' and format 'jpeg' have a use for",
  ),
  v.partialCheck(
    [['format'], ['background']],
    ({ format, background }) => format !== 'jpeg' || background === undefined || isOpaque(background),
    "has a background that lets something through, and format 'jpeg' nothing behind it: leave out how opaque it is",
  ),
  v.partialCheck(
    [['format'], ['maxBytes'], ['shrink']],
    ({ format, maxBytes, shrink }) => format !== 'png' || maxBytes === undefined || shrink === true,
    "has maxBytes, and a format without a quality that could be lowered: add shrink: true, or take format 'jpeg' or 'webp'",
  ),
  v.partialCheck(
    [['maxBytes'], ['shrink']],
    ({ maxBytes, shrink }) => maxBytes !== undefined || shrink !== true,
    'has shrink, which only maxBytes has a use for',
  ),
)

/** A colour as recipes have it, so that two spellings of one are one: `#rrggbbaa`. */
export function fullColour(text: string): string {
  const digits = text.slice(1).toLowerCase()
  const long = digits.length < 6 ? digits.replaceAll(/./g, '$&$&') : digits
  return `#${long.padEnd(8, 'f')}`
}

function isOpaque(background: string): boolean {
  return fullColour(background).endsWith('ff')
}

const NAME = 'a variant is named by 1 to 40 of a-z, 0-9 and -, beginning with a letter'
/** Valibot leaves these names out of a record, so the size would just be missing. */
const LOST = ['constructor', 'prototype']
const isLost = (all: unknown) =>
  typeof all === 'object' && all !== null && LOST.some((name) => Object.hasOwn(all, name))
const variantName = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9-]{0,39}$/, NAME),
  v.check((name) => name !== 'info', "no variant can be named 'info', for that is what is told about an original"),
)

export const variants = v.pipe(
  v.custom<Record<string, v.InferInput<typeof variant>>>(
    (all) => !isLost(all),
    `no variant can be named ${LOST.map((name) => `'${name}'`).join(', ')}`,
  ),
  v.check((all) => !Array.isArray(all), 'must be an object of variants, { hero: { width: 1600 } }, but is a list'),
  v.record(variantName, variant, 'must be an object of variants'),
  v.check((all) => Object.keys(all).length > 0, 'needs at least one variant'),
  v.check((all) => Object.keys(all).length <= 100, 'may have at most 100 variants'),
)
