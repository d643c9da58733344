import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readOptions } from '../../src/local/options.ts'
import { jpegOf } from '../image/pictures.ts'
import { eventually, folders, start } from './running.ts'
import { shipped, unitArgs, unitCommand } from './shipped.ts'

const ROOT = new URL('../..', import.meta.url).pathname

it('the systemd unit starts what there is, with options that there are', () => {
  const { script, args } = unitCommand()
  expect(existsSync(join(ROOT, script))).toBe(true)
  expect(readOptions(args)).toMatchObject({
    originals: { folder: '/srv/pictures' },
    data: '/var/lib/sizewright',
    uploads: false,
    log: 'json',
    metricsPort: 9464,
    accelRedirect: '/renditions/',
    allowHosts: ['sizewright'],
    cors: '*',
  })
})

it('the unit answers nginx, which asks by the name of the upstream, for pages of every site', async () => {
  const [, upstream = ''] = /proxy_pass http:\/\/([^;/]+);/.exec(shipped('nginx.conf')) ?? []
  const { originals, data } = await folders()
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(300, 200))
  const service = await start(unitArgs(originals, data))
  const elsewhere = { 'Sec-Fetch-Site': 'cross-site', Referer: 'https://www.example.com/' }
  const { status, headers } = await eventually(
    () => service.get('/medium/boat.jpg', { Host: upstream, ...elsewhere }),
    ({ headers }) => headers['etag'] !== undefined,
  )
  expect([status, headers['access-control-allow-origin']]).toEqual([200, '*'])
  expect(headers['x-accel-redirect']).toBe('/renditions/medium/boat.jpg')
  expect((await service.get('/medium/boat.jpg', { Host: 'evil.example', ...elsewhere })).status).toBe(403)
})

it('the unit leaves the renditions where nginx can read them, and nobody else', () => {
  const settings = new Map(
    [...shipped('sizewright.service').matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  )
  expect(settings.get('DynamicUser')).toBeUndefined() // /var/lib/private is root's alone
  expect([settings.get('Group'), settings.get('StateDirectoryMode'), settings.get('UMask')]).toEqual([
    'sizewright',
    '0750',
    '0027',
  ])
})

it('the container file copies and starts what there is, with options that there are', () => {
  const text = shipped('Containerfile')
  const copied = [...text.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, files = '']) => files.split(' '))
  expect(copied.length).toBeGreaterThan(3)
  expect(copied.filter((file) => !existsSync(join(ROOT, file)))).toEqual([])
  const [node, script, ...args]: string[] = JSON.parse(/^CMD (\[.*\])$/m.exec(text)?.[1] ?? '[]')
  expect([node, copied.some((file) => script?.startsWith(`${file}/`))]).toEqual(['node', true])
  expect(readOptions(args)).toMatchObject({
    host: '0.0.0.0',
    data: '/data',
    uploads: false,
    log: 'json',
    allowHosts: [], // it is asked for under whatever name the machine around it has
    cors: '*',
  })
})

it('the container has all that the service loads', () => {
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  )
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  const text = sources.map((file) => readFileSync(join(ROOT, 'src', file), 'utf8')).join('\n')
  const loaded = [...text.matchAll(/^(?:import|\}) .*from '([^.'][^']*)'|await import\('([^.'][^']*)'/gm)]
  const packages = loaded.map(([, a, b]) => (a ?? b ?? '').replace(/^((?:@[^/]+\/)?[^/]+).*/, '$1'))
  const missing = new Set(packages.filter((name) => !name.startsWith('node:') && dependencies[name] === undefined))
  // Of the functions, which are bundled; what the user installs, for HEIC or for a check of the account; what a page has.
  const elsewhere = [
    '@aws-lambda-powertools',
    '@aws-sdk/client-cloudfront',
    '@aws-sdk/client-lambda',
    '@aws-sdk/client-sqs',
    'aws-lambda',
    'libheif-js',
    'react',
  ]
  expect([...missing].filter((name) => !elsewhere.some((other) => name.startsWith(other)))).toEqual([])
})
