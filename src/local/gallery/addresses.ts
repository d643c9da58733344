import { printPath } from '../../path.ts'
import type { Made } from './describe.ts'

/** Where the page of one original is. */
export function pageUrl(key: string): string {
  return `/_gallery/original?key=${encodeURIComponent(key)}`
}

/** Where this very rendition is to be had, whatever the browser's `Accept` says. */
export function exactUrl(key: string, { name, stored }: Pick<Made, 'name' | 'stored'>): string {
  const version = stored === null ? '' : `?v=${stored.etag.slice(0, 8)}`
  return `/_gallery/rendition/${printPath(name, key)}${version}`
}
