import { printPath, viewerPath } from '../../path.ts'
import type { DescribedRendition } from './describe.ts'
import { everything, printListQuery } from './list-query.ts'
import type { ListQuery } from './listing.ts'

/** The address of a page of the list. What is not given is as on the first page of everything. */
export function listUrl(query: Partial<ListQuery>): string {
  return `/${printListQuery({ ...everything, ...query })}`
}

/**
 * The address under which visitors get a rendition.
 *
 * @param site where they get it, such as `https://images.example.com`; '' is this very service
 * @param etag is that of what is stored, where something is
 */
export function visitorUrl(site: string, name: string, key: string, etag: string | null = null): string {
  return `${site}${viewerPath(name, key)}${etag === null ? '' : versionQuery(etag)}`
}

/** The address of the page of one original. */
export function pageUrl(key: string): string {
  return `/_gallery/original?key=${encodeURIComponent(key)}`
}

/** The address of this very rendition, which is answered whatever the browser's `Accept` says. */
export function exactUrl(key: string, { name, stored }: Pick<DescribedRendition, 'name' | 'stored'>): string {
  return `/_gallery/rendition/${printPath(name, key)}${stored === null ? '' : versionQuery(stored.etag)}`
}

/** Makes another address for other bytes, so that a browser does not show what it has kept of the older ones. */
function versionQuery(etag: string): string {
  return `?v=${etag.slice(0, 8)}`
}
