import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, it, test } from 'vitest'
import { loadConfig } from '../../src/cli/load-config.ts'
import { createReaders, parseAddress } from '../../src/migrate/readers.ts'
import { addresses } from '../edge/legacy/addresses.ts'

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'sizewright-migrate-'))
afterAll(() => rmSync(folder, { recursive: true }))

function migrate(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'migrate', ...args], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

const readers = createReaders()
function read(text: string) {
  const address = parseAddress(text)!
  for (const reader of readers) {
    const asked = reader.read(address)
    if (asked !== null && asked !== 'unreadable') return { by: reader.name, ...asked }
  }
  return null
}

// cloudinary.com/documentation/transformation_reference, docs.imgix.com/en-US/apis/rendering
test.for([
  ['/demo/image/upload/c_fill,h_200,w_300/v1/docs/models.jpg', 'cloudinary 300x200 cover /docs/models.jpg'],
  [
    '/demo/image/upload/ar_1.0,c_fill,w_250/r_max/f_auto/kitten_fighting.jpg',
    'cloudinary 250x0 inside auto /kitten_fighting.jpg',
  ],
  ['/demo/image/upload/w_150,dpr_2.0/sample.jpg', 'cloudinary 300x0 inside /sample.jpg'],
  ['/demo/image/fetch/w_600/https://old.example.com/a.jpg', 'cloudinary 600x0 inside /https://old.example.com/a.jpg'],
  ['https://static.imgix.net/daisy.png?w=400&h=300&fit=crop&auto=format', 'imgix 400x300 cover auto /daisy.png'],
  ['https://static.imgix.net/daisy.png?w=400&dpr=2&fm=webp', 'imgix 800x0 inside webp /daisy.png'],
  ['/daisy.png?w=400&h=300&ixlib=js-3', 'imgix 400x300 inside /daisy.png'],
  ['/daisy.png?width=300', 'query 300x0 inside /daisy.png'],
  ['/daisy.png?format=webp', 'query 0x0 inside webp /daisy.png'],
  ['/daisy.png', 'any, as a key alone 0x0 inside /daisy.png'],
  ['/fit-in/300x200/daisy.png?w=9', 'dit 300x200 inside /daisy.png'],
] as const)('%s is read', ([text, expected]) => {
  const { by, width, height, cover, format, source } = read(text)!
  const parts = [by, `${width}x${height}`, cover ? 'cover' : 'inside', format, source]
  expect(parts.filter((part) => part !== '').join(' ')).toBe(expected)
})

test.for(Object.entries(addresses))('the addresses of %s are read as its own', ([dialect, list]) => {
  const wrong = list
    .filter(([address, becomes]) => typeof becomes === 'string' && read(address)?.by !== dialect)
    .map(([address]) => address)
  // A key with no size beside it is read by both, and so is a size in a query that imgix has, too.
  expect(wrong.filter((address) => !/^\/[\w%/]+\.jpe?g(?:\?|$)/i.test(address))).toEqual([])
})

it('reads mixed logs, zipped or not, prints the shares and writes what covers them', async () => {
  const log = (path: string, status = 200) =>
    `192.0.2.1 - - [10/Oct/2025:13:55:36 +0000] "GET ${path} HTTP/1.1" ${status} 2326 "-" "-"`
  const lines = [
    ...Array.from({ length: 60 }, (_, at) => log(`/insecure/rs:fit:320/plain/s3://photos/${at}.jpg@webp`)),
    ...Array.from({ length: 30 }, (_, at) => log(`/insecure/rs:fill:300:200/q:70/plain/s3://photos/${at}.jpg`)),
    ...Array.from({ length: 50 }, () => log('/insecure/rs:fit:999/plain/s3://photos/a.jpg', 403)),
    log('/insecure/rs:fit:4000/plain/s3://photos/a.jpg'),
    log('/insecure/w:300/enc/VGhpcw'),
    log('/robots.txt'),
  ]
  writeFileSync(join(folder, 'access.log'), lines.join('\n'))
  const listed = Array.from({ length: 109 }, () => 'https://images.example.com/_next/image?url=%2Fa.jpg&w=640&q=75\r\n')
  writeFileSync(join(folder, 'list.gz'), gzipSync(listed.join('')))
  const { status, stdout, stderr } = migrate('access.log', 'list.gz')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toContain('252 lines, 200 requests for pictures in a form that is known, 51 others')
  for (const line of [
    '54.5 %  next',
    '45.5 %  imgproxy',
    '54.5 %  640 wide',
    '30.0 %  320 wide',
    '15.0 %  300x200, filled',
    '0.5 %  4000 wide',
    '30.0 %  webp',
  ])
    expect(stdout).toContain(line)
  expect(stdout).toContain('3 variants cover 99.5 % of the requests for a size')
  expect(stdout).toContain('69.5 %  a quality by address')
  expect(stdout).toContain('1 requests are for sources that are encrypted or damaged')
  const file = join(folder, 'sizewright.config.migrated.ts')
  const text = readFileSync(file, 'utf8')
  const settings = await loadConfig(file)
  expect(settings.widths).toEqual([320, 640])
  expect(Object.keys(settings.variants)).toEqual(['cover-300x200'])
  expect(settings.legacy).toEqual({ dialect: 'next', sources: { '/': '', 's3://photos/': '' } })

  expect(migrate('access.log')).toMatchObject({ status: 2, stderr: expect.stringContaining('is there already') })
  expect(readFileSync(file, 'utf8')).toBe(text)
})

it('takes a log of keys, some with a size in the query, for that of a resizer by query', async () => {
  writeFileSync(join(folder, 'query.log'), `${'/a.jpg\n'.repeat(9)}/a.jpg?w=300\n`)
  expect(migrate('query.log', '--out', 'query.ts')).toMatchObject({ status: 0, stderr: '' })
  expect((await loadConfig(join(folder, 'query.ts'))).legacy?.dialect).toBe('query')
})

it('says what is wrong with a call or a log', () => {
  expect(migrate()).toMatchObject({ status: 2, stderr: expect.stringContaining('which logs are to be read?') })
  expect(migrate('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage:') })
  expect(migrate('nope.log', '--out', 'a.ts')).toMatchObject({
    status: 1,
    stderr: 'sizewright: nope.log cannot be read: there is no such file\n',
  })
  expect(migrate('a', '--cover', '0')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('--cover must be a number of percent'),
  })
  writeFileSync(join(folder, 'other.log'), 'nothing\nof interest\n')
  expect(migrate('other.log', '--out', 'a.ts')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('no address in it'),
  })
  writeFileSync(join(folder, 'cut.gz'), gzipSync('/a.jpg?w=3\n'.repeat(9999)).subarray(0, 60))
  expect(migrate('cut.gz', '--out', 'a.ts')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('cut.gz cannot be read: '),
  })
})
