import fc from 'fast-check'
import { expect, it } from 'vitest'
import { listUrl } from '../../../src/local/gallery/addresses.ts'
import { everything, readListQuery } from '../../../src/local/gallery/list-query.ts'
import type { ListQuery } from '../../../src/local/gallery/listing.ts'

const read = (url: string) => readListQuery(Object.fromEntries(new URL(url, 'http://localhost').searchParams))

it.each([
  [{}, '/'],
  [{ search: 'boat & sea' }, '/?q=boat+%26+sea'],
  [
    { search: 'boat', folder: 'holiday/', sort: 'taken', isReversed: true, page: 2 },
    '/?q=boat&folder=holiday%2F&sort=taken&order=reverse&page=2',
  ],
  [{ page: 1, isReversed: false, sort: 'name' }, '/'],
] satisfies [Partial<ListQuery>, string][])('%j has the address %s', (query, url) => {
  expect(listUrl(query)).toBe(url)
  expect(read(url)).toEqual({ ...everything, ...query })
})

it('reads what it has written, whatever is searched for', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 })
  fc.assert(
    fc.property(text, text, fc.nat(1000), (search, folder, page) => {
      const query = read(listUrl({ search, folder, page: page + 1 }))
      expect(read(listUrl(query))).toEqual(query)
      expect(query.page).toBe(page + 1)
    }),
  )
})

it('takes a folder without its slash, and with one too many', () => {
  expect(readListQuery({ folder: 'a' }).folder).toBe('a/')
  expect(readListQuery({ folder: '/a/' }).folder).toBe('a/')
  expect(readListQuery({ folder: '/' }).folder).toBe('')
})
