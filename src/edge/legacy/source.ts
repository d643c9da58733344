import { readFileSync } from 'node:fs'
import type { Dialect } from '../../config/legacy.ts'

const read = (url: URL) => readFileSync(url, 'utf8')

/** What each dialect takes beside the search for the nearest variant. */
const files: Readonly<Record<Dialect, () => string[]>> = {
  dit: () => [base64(), thumborOptions(), read(new URL('dit.js', import.meta.url))],
  thumbor: () => [thumborOptions(), read(new URL('thumbor.js', import.meta.url))],
  imgproxy: () => [base64(), read(new URL('imgproxy.js', import.meta.url))],
  ipx: () => [read(new URL('ipx.js', import.meta.url))],
  next: () => [queryValue(), read(new URL('next.js', import.meta.url))],
  query: () => [queryValue(), read(new URL('query.js', import.meta.url))],
}

function base64(): string {
  return read(new URL('base64.js', import.meta.url))
}

function thumborOptions(): string {
  return read(new URL('thumbor-options.js', import.meta.url))
}

function queryValue(): string {
  return read(new URL('query-value.js', import.meta.url))
}

/** What negotiate.js needs to understand a dialect: the search for the nearest variant, and what reads the address. */
export function legacySource(dialect: Dialect): string {
  return [read(new URL('nearest.js', import.meta.url)), readerSource(dialect)].join('\n')
}

/** What reads the addresses of a dialect: `readLegacy(path, query)`. */
export function readerSource(dialect: Dialect): string {
  return [read(new URL('asked.js', import.meta.url)), ...files[dialect]()].join('\n')
}
