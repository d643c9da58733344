import type { ListQuery, Sort } from './listing.ts'

/** The first page of everything, by name: what an address means that says nothing. */
export const everything: ListQuery = { search: '', folder: '', sort: 'name', isReversed: false, page: 1 }

/** A longer text finds no key, which has 1,024 bytes at most. */
const LONGEST = 1024

const SORTS: readonly Sort[] = ['name', 'taken', 'changed', 'size']

/** Reads what the address of the list says. What it says that cannot be is left out, since an address may be of any age. */
export function readListQuery({ q = '', folder = '', sort, order, page }: Readonly<Record<string, string>>): ListQuery {
  return {
    search: wellFormed(q).trim(),
    folder: folderOf(wellFormed(folder)),
    sort: SORTS.find((known) => known === sort) ?? everything.sort,
    isReversed: order === 'reverse',
    page: /^[1-9]\d{0,6}$/.test(page ?? '') ? Number(page) : 1,
  }
}

/** The query string that says it, with a question mark in front; what is default is left out. */
export function printListQuery({ search, folder, sort, isReversed, page }: ListQuery): string {
  const query = new URLSearchParams({
    ...(search !== '' && { q: search }),
    ...(folder !== '' && { folder }),
    ...(sort !== everything.sort && { sort }),
    ...(isReversed && { order: 'reverse' }),
    ...(page !== 1 && { page: String(page) }),
  }).toString()
  return query === '' ? '' : `?${query}`
}

/** Whether it is the list that begins with everything, in whatever order. */
export function isEverything({ search, folder, page }: ListQuery): boolean {
  return search === '' && folder === '' && page === 1
}

function wellFormed(text: string): string {
  return text.slice(0, LONGEST).toWellFormed()
}

function folderOf(text: string): string {
  const folder = text.replace(/^\/{1,1024}/, '')
  return folder === '' || folder.endsWith('/') ? folder : `${folder}/`
}
