import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import type { Failure } from '../../../src/local/gallery/failures.ts'
import { everything } from '../../../src/local/gallery/list-query.ts'
import type { ListedOriginal, Listing } from '../../../src/local/gallery/listing.ts'
import { galleryPage } from '../../../src/local/gallery/views/list-page.ts'
import { pageLinks } from '../../../src/local/gallery/views/page-links.ts'
import { savingLine } from '../../../src/local/gallery/views/saving-line.ts'

/** In characters: as long as the longest that a photo has. */
const PLACEHOLDER = 360

function original(index: number, changes: Partial<ListedOriginal> = {}): ListedOriginal {
  return {
    key: `holiday/2026/${randomBytes(4).toString('hex')}-${index}.jpg`,
    bytes: 3_000_000 + index,
    written: null,
    info: {
      width: 4000,
      height: 2000 + index,
      dominantColour: '#a1b2c3',
      placeholder: `data:image/webp;base64,${randomBytes(PLACEHOLDER).toString('base64').slice(0, PLACEHOLDER)}`,
      taken: null,
    },
    preview: { name: 'medium', etag: randomBytes(16).toString('hex'), width: 600, height: 400 },
    made: { files: 6, bytes: 500_000 },
    shownBytes: 61_000,
    state: 'ready',
    refusal: null,
    fingerprint: randomBytes(16).toString('hex'),
    ...changes,
  }
}

const totals: NonNullable<Listing['totals']> = {
  pictures: 1974,
  bytes: 6_100_000_000,
  made: { files: 11_844, bytes: 420_000_000 },
  twenty: { name: 'medium', format: 'webp', original: 61_800_000, shown: 530_000 },
  failed: 0,
}

async function pageOf(
  items: readonly ListedOriginal[],
  changes: Partial<Listing> = {},
  failures: readonly Failure[] = [],
  site = '',
): Promise<string> {
  const whole = { pages: 1, folders: [], moreFolders: 0, totals, datesRead: null, isCut: false }
  const listing = { query: everything, items, count: items.length, ...whole, ...changes }
  const place = { folder: 'pictures', mayChange: site === '', limit: 64e6, prefixes: [''] }
  const page = await galleryPage({ ...place, listing, notes: [], site, failures, nonce: 'nonce', version: 1 })
  return page.toString()
}

const plain = (html: string) =>
  html
    .replaceAll(/<\/?(?:strong|span|style)\b[^>]*>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

it('a page of sixty pictures is small, with all their placeholders', async () => {
  const html = await pageOf(Array.from({ length: 60 }, (_, index) => original(index)))
  expect(html.match(/--blur:/g)?.length).toBe(60)
  expect(gzipSync(html).length).toBeLessThan(32_000)
})

it('says in one line what is saved, and how that is counted', async () => {
  const [line, counted] = plain((await savingLine({ totals, count: 60 })).toString()).split(' How is this counted? ')
  expect(line).toBe('1,974 pictures: 6.1 GB in, 0.4 GB made; a page of twenty is 0.5 MB instead of 62 MB')
  expect(counted).toContain('11,844 files, 420,000,000 bytes')
  expect(counted).toContain('in the size “medium” as WebP')
  const plainly = { ...totals, twenty: { ...totals.twenty!, format: 'fallback' } }
  expect(plain((await savingLine({ totals: plainly, count: 60 })).toString())).toMatch(/in the size “medium”\.$/)
  const few = { ...totals, pictures: 1, bytes: 2_400_000, made: { files: 6, bytes: 61_000 }, twenty: null }
  expect(plain((await savingLine({ totals: few, count: 1 })).toString())).toMatch(
    /^1 picture: 2\.4 MB in, 61\.0 kB made How/,
  )
  const rest = 'How is this counted?' // which is hidden
  expect(plain((await savingLine({ totals: null, count: null })).toString())).toBe(`Counting what is made… ${rest}`)
  for (const count of [0, 5]) {
    expect(plain((await savingLine({ totals: { ...few, pictures: 0 }, count })).toString())).toBe(rest)
  }
})

it('writes only what has the form of a colour or a placeholder into a rule', async () => {
  const info = original(0).info!
  const html = await pageOf([
    original(0, {
      info: { ...info, dominantColour: 'red;}*{display:none', placeholder: 'data:image/webp;base64,A)}<b>' },
    }),
    original(1, { info: { ...info, width: Number.NaN, dominantColour: '#FFF', placeholder: 'https://example.com/x' } }),
  ])
  const style = /<style[^>]*>([^<]*)<\/style>/
    .exec(html)?.[1]
    ?.trim()
    .split(/\s*\n\s*/)
  expect(style).toEqual([
    expect.stringMatching(/^#p[0-9a-f]{10}\{--r:2\.0000\}$/),
    expect.stringMatching(/^#p[0-9a-f]{10}\{--r:1\.5000\}$/),
  ])
})

it('says how many are not made yet, of which the line of what is saved says nothing', async () => {
  const found = async (count: number, failed: number) => {
    const html = await pageOf([original(0)], { count, totals: { ...totals, failed } })
    return /<p class="quiet" data-part="found">([^<]*)</.exec(html)?.[1]
  }
  expect(await found(3100, 26)).toBe('1,100 not made yet')
  expect(await found(2000, 26)).toBe('')
})

it('a view of a deployment says of what is not stored no more than it knows, and invites nobody to what it refuses', async () => {
  const unmade = { info: null, preview: null, made: { files: 0, bytes: 0 }, shownBytes: null }
  const seen = await pageOf([original(0, { ...unmade, state: 'waiting' })], {}, [], 'https://images.example.com')
  expect(plain(seen)).toContain('Nothing stored yet')
  expect(plain(seen)).not.toContain('Being made')
  const empty = plain(await pageOf([], {}, [], 'https://images.example.com'))
  expect(empty).toContain('Put them into pictures .')
  expect(empty).not.toMatch(/--uploads|Drop them/)
})

it('shows calmly what is not made yet or archived, and what failed not as a picture', async () => {
  const unmade = { info: null, preview: null, made: { files: 0, bytes: 0 }, shownBytes: null }
  const html = await pageOf([
    original(0, { ...unmade, state: 'waiting' }),
    original(1, { ...unmade, state: 'archived' }),
    original(2, { ...unmade, state: 'failed', refusal: 'the file is empty' }),
  ])
  expect(html.match(/<li class="tile [a-z]+"/g)).toEqual(['<li class="tile waiting"', '<li class="tile archived"'])
  expect(plain(html)).toContain('Being made')
  expect(plain(html)).toContain('Archived')
  expect(plain(html)).not.toContain('the file is empty')
})

it.each([
  [1, 1, ''],
  [1, 3, '[1] 2 3 →'],
  [2, 3, '← 1 [2] 3 →'],
  [17, 33, '← 1 … 15 16 [17] 18 19 … 33 →'],
  [33, 33, '← 1 … 31 32 [33]'],
  [99, 3, '← 1 2 3'],
  [2, null, '← 1 [2] →'],
])('has numbers for page %i of %s: %s', async (page, pages, expected) => {
  const html = (await pageLinks({ query: { ...everything, page }, pages })).toString()
  expect(plain(html.replaceAll(/(<a aria-current[^>]*>)([^<]*)/g, '$1[$2]'))).toBe(expected)
})

it('leads to the folders above and below, and keeps the order', async () => {
  const query = { ...everything, folder: 'holiday/2026/', sort: 'size' } as const
  const folders = Array.from({ length: 15 }, (_, index) => ({
    path: `holiday/2026/${index}/`,
    name: `${index}`,
    count: 3,
  }))
  const html = await pageOf([original(0)], { query, folders, count: 45 })
  const links = [...html.matchAll(/<a[^>]*href="(\/\?[^"]*folder[^"]*|\/\?sort=size)"[^>]*>/g)].map(([, href]) => href)
  expect(links.slice(0, 3)).toEqual([
    '/?folder=holiday%2F2026%2F&amp;sort=size&amp;order=reverse',
    '/?sort=size',
    '/?folder=holiday%2F&amp;sort=size',
  ])
  expect(links).toContain('/?folder=holiday%2F2026%2F14%2F&amp;sort=size')
  expect(plain(html)).toContain('All / holiday / 2026 45 pictures')
  expect(plain(html)).toContain('All 15 folders')
  expect(plain(await pageOf([original(0)], { query, folders, moreFolders: 985 }))).toContain(
    'The first 15 folders of 1,000',
  )
})

it('says what keeps the list from being whole', async () => {
  const html = await pageOf([original(0)], {
    query: { ...everything, search: 'boat' },
    datesRead: { read: 1200, all: 100_000 },
    isCut: true,
  })
  expect(plain(html)).toContain(
    'Found 1 picture · Dates are being read: 1,200 of 100,000 so far, the others stand last. · There are more than the list can hold',
  )
})

it('a folder of which nothing could be made says so, and what failed there', async () => {
  const items = [1, 2].map((index) =>
    original(index, { state: 'failed', info: null, preview: null, refusal: 'it is damaged' }),
  )
  const failures = items.map(({ key }) => ({
    key,
    reason: 'damaged' as const,
    refusal: 'it is damaged',
    advice: 'Export it again.',
  }))
  const folder = { query: { ...everything, folder: 'holiday/' }, totals: { ...totals, failed: 312 } }
  const page = await pageOf(items, folder, failures)
  expect(page).not.toContain('There is no picture')
  expect(page).toMatch(/<details[^>]*id="failures"(?![^>]*hidden)/)
  expect(page).toContain('href="/#failed"')
  expect(plain(page)).toContain('Of what is here nothing could be made: why is told below.')
  expect(plain(page)).toContain('2 of these failed')
  const all = plain(await pageOf(items, { totals: { ...totals, failed: 312 } }, failures))
  expect(all).toContain('312 pictures failed')
  expect(all).toContain('These are the first 2.')
})
