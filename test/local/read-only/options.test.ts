import { expect, it } from 'vitest'
import { UsageFault } from '../../../src/cli/command-line.ts'
import { readOptions } from '../../../src/local/options.ts'

const PLACES = ['--originals', 's3://photos', '--processed', 's3://made', '--errors', 's3://failed']
const VIEW = [...PLACES, '--read-only']
const URL_GIVEN = ['--url', 'https://images.example.com']

function faultOf(args: readonly string[]): string | null {
  try {
    readOptions(args)
    return null
  } catch (error) {
    if (error instanceof UsageFault) return error.message
    throw error
  }
}

it('a view knows its three buckets and where visitors get the pictures, and takes none itself', () => {
  const { view, uploads, pollMs } = readOptions([...VIEW, ...URL_GIVEN])
  expect(view).toMatchObject({
    originals: { bucket: 'photos' },
    processed: { bucket: 'made' },
    errors: { bucket: 'failed' },
    site: 'https://images.example.com',
  })
  expect([uploads, pollMs]).toEqual([false, 60_000])
  expect(readOptions(PLACES).view).toBe(null)
})

it.each([
  ['https://IMAGES.example.com:443/', 'https://images.example.com'],
  ['https://images.example.com:8443', 'https://images.example.com:8443'],
  ['http://localhost:8080', 'http://localhost:8080'],
  ['http://[::1]:8080/', 'http://[::1]:8080'],
])('--url %s is %s', (url, site) => {
  expect(readOptions([...VIEW, '--url', url]).view?.site).toBe(site)
})

it.each([
  ['images.example.com', 'is no such URL'],
  ['ftp://images.example.com', 'is no such URL'],
  ['https://', 'is no such URL'],
  ['https://me:secret@images.example.com', 'is no such URL'],
  ["https://a.example.com;script-src'", 'is no such URL'],
  ['https://images.example.com/medium', 'has something after the host: pictures have their addresses right below it'],
  ['https://images.example.com/?a', 'has something after the host: pictures have their addresses right below it'],
  ['http://images.example.com', 'is not encrypted: http is for this machine only'],
])('--url %s is refused: it %s', (url, why) => {
  expect(faultOf([...VIEW, '--url', url])).toBe(`--url must be like https://images.example.com, but '${url}' ${why}`)
})

it.each([
  [[...VIEW], '--read-only needs --url, where the visitors of the deployment get its pictures'],
  [['--url', 'https://images.example.com'], '--url says where a deployment answers, which only a view needs to know'],
  [['--read-only', ...URL_GIVEN], '--read-only is a view of buckets that a deployment works on'],
  [['photos', '--read-only', ...URL_GIVEN], '--read-only is a view of buckets that a deployment works on'],
  [[...VIEW, ...URL_GIVEN, '--uploads'], '--uploads lets the page change something, and --read-only nothing'],
  [
    [...VIEW, ...URL_GIVEN, '--data', 'd'],
    '--data is a folder that a service writes to, and --read-only writes nothing',
  ],
  [[...VIEW, ...URL_GIVEN, '--drain', '5'], '--drain is for a service behind a load balancer'],
  [[...VIEW, ...URL_GIVEN, '--accel-redirect', '/r/'], '--accel-redirect has renditions sent from a folder'],
  [
    [...VIEW, ...URL_GIVEN, '--metrics-port', '0'],
    '--metrics-port tells what a service does, and --read-only does nothing',
  ],
])('%j is refused: %s', (args, why) => {
  expect(faultOf(args)).toContain(why)
})

it('what a view may be told is taken', () => {
  expect(faultOf([...VIEW, ...URL_GIVEN, '--no-uploads', '--poll', '300', '--port', '0', '--log', 'json'])).toBe(null)
})
