import * as v from 'valibot'
import { gravities } from '../recipe.ts'
import { oneOf, settings, whole } from './rules.ts'

/** The longest side in pixels that anything may have. */
export const MAX_SIDE = 16_383 // WebP's largest picture: https://developers.google.com/speed/webp/faq

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

const variant = v.pipe(
  settings({
    width: v.optional(whole(1, MAX_SIDE, ' of pixels')),
    height: v.optional(whole(1, MAX_SIDE, ' of pixels')),
    fit: v.optional(oneOf(['inside', 'cover']), 'inside'),
    position: v.optional(oneOf(['centre', 'attention', 'entropy'])),
    format: v.optional(oneOf(['webp', 'avif'])),
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
    "with fit 'cover' needs a width and a height",
  ),
  v.partialCheck(
    [['fit'], ['position']],
    ({ fit, position }) => fit === 'cover' || position === undefined,
    "has a position, which only fit 'cover' has a use for",
  ),
)

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
