import * as v from 'valibot'
import { isAddressable } from '../path.ts'
import { oneOf, settings } from './rules.ts'

/** The services whose addresses can be read. */
export const dialects = ['dit', 'thumbor', 'imgproxy', 'ipx', 'next', 'query'] as const
export type Dialect = (typeof dialects)[number]

const SOURCE =
  "must begin with 'https://', 'http://', 's3://' or '/' and end with '/', like 'https://old.example.com/' or 's3://photos/'"
const isSource = (text: string) => /^(?:(?:https?|s3):\/\/[^/?#\s]+\/|\/)(?:[^?#\\]*\/)?$/.test(text)
const source = v.pipe(v.string(SOURCE), v.check(isSource, SOURCE))
const PREFIX = "must be '' or end with '/', like 'photos/', and no part of it may be empty, '.' or '..'"
const isPrefix = (text: string) => text === '' || (text.endsWith('/') && isAddressable(text.slice(0, -1), 1))
const prefix = v.pipe(v.string(PREFIX), v.check(isPrefix, PREFIX))

/** Pages that name no host or bucket mean the keys themselves. */
const OWN = { '/': '' }

const named = v.picklist(
  dialects,
  `must be one of ${dialects.map((one) => `'${one}'`).join(', ')}, or { dialect, sources }`,
)
const withSources = settings({
  dialect: oneOf(dialects),
  sources: v.optional(
    v.pipe(
      v.record(source, prefix, 'must be an object of sources and prefixes'),
      v.check((all) => Object.keys(all).length <= 20, 'may have at most 20 sources'),
    ),
    {},
  ),
})

/**
 * Another service whose addresses go on working: its name, or its name and which of its sources becomes which prefix of
 * our keys.
 */
export const legacy = v.pipe(
  v.lazy((input) => (typeof input === 'object' && input !== null ? withSources : named)),
  v.transform((given): { dialect: Dialect; sources: Readonly<Record<string, string>> } => {
    const { dialect, sources } = typeof given === 'string' ? { dialect: given, sources: {} } : given
    return { dialect, sources: { ...OWN, ...sources } }
  }),
)
