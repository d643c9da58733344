import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readOptions } from '../../src/local/options.ts'
import { jpegOf } from '../image/pictures.ts'
import { useBrowser } from './browser.ts'
import { eventually, filesBelow, folders, type Running, start } from '../local/running.ts'
import { OWN, send } from '../local/send.ts'

const open = useBrowser('MAP evil.example 127.0.0.1')
const TARGET = '/_gallery/originals?key=new.jpg'

async function serving(args: readonly string[] = []): Promise<{ service: Running; originals: string; data: string }> {
  const { originals, data } = await folders()
  await writeFile(join(originals, 'cut.jpg'), (await jpegOf(400, 300)).subarray(0, 900))
  const service = await start([originals, '--data', data, '--port', '0', ...args])
  await eventually(
    () => filesBelow(join(data, 'errors')),
    (files) => files.length === 1,
  )
  return { service, originals, data }
}

it('takes a picture from its own page and from a program that says so, and from nobody else', async () => {
  const { service, originals } = await serving()
  const picture = await jpegOf(80, 60)
  const { host, port } = new URL(service.url)
  const attempts: [headers: Record<string, string>, method?: string][] = [
    [{}], // curl, or a form
    [{ Origin: service.url }],
    [{ ...OWN, Origin: 'https://evil.example' }],
    [{ ...OWN, Origin: 'null' }], // a sandboxed frame
    [{ ...OWN, Origin: `http://127.0.0.1:${Number(port) + 1}` }], // another service on this machine
    [{ ...OWN, Origin: `https://${host}` }],
    [{ ...OWN, 'Sec-Fetch-Site': 'cross-site' }],
    [{ ...OWN, 'Sec-Fetch-Site': 'same-site' }],
    [{ ...OWN, 'Sec-Fetch-Site': 'none' }],
    [{ ...OWN, Host: `evil.example:${port}`, Origin: `http://evil.example:${port}` }], // DNS rebinding
    [{ ...OWN, Host: `127.0.0.1.evil.example:${port}` }],
    [{ ...OWN, Host: '10.0.0.1' }],
  ]
  for (const [headers] of attempts) {
    const { status, text } = await send(service.url, TARGET, 'PUT', headers, picture)
    expect([status, headers, text.includes(originals)]).toEqual([403, headers, false])
  }
  expect(await filesBelow(originals)).toEqual(['cut.jpg'])
  const page = { ...OWN, Origin: service.url, 'Sec-Fetch-Site': 'same-origin' }
  expect((await send(service.url, TARGET, 'PUT', page, picture)).status).toBe(201)
  const named = { ...OWN, Host: `localhost:${port}`, Origin: `http://localhost:${port}` }
  expect((await send(service.url, '/_gallery/originals?key=two.jpg', 'PUT', named, picture)).status).toBe(201)
  expect((await send(service.url, '/_gallery/originals?key=three.jpg', 'PUT', OWN, picture)).status).toBe(201)
  expect(await filesBelow(originals)).toEqual(['cut.jpg', 'new.jpg', 'three.jpg', 'two.jpg'])
})

it('takes a picture under a name that it was started for, too', async () => {
  const { service } = await serving(['--allow-host', 'pictures.lan'])
  const named = { ...OWN, Host: 'pictures.lan', Origin: 'http://pictures.lan', 'Sec-Fetch-Site': 'same-origin' }
  expect((await send(service.url, TARGET, 'PUT', named, await jpegOf(80, 60))).status).toBe(201)
  const ofTls = { ...named, Origin: 'https://pictures.lan' } // a proxy in front has the certificate
  const target = '/_gallery/originals?key=two.jpg'
  expect((await send(service.url, target, 'PUT', ofTls, await jpegOf(80, 60))).status).toBe(201)
  const ofOther = { ...named, Origin: 'https://pictures.lan.evil.example' }
  expect((await send(service.url, target, 'PUT', ofOther, await jpegOf(80, 60))).status).toBe(403)
})

it('guards a retry, a measurement and a focus point in the same way', async () => {
  const { service, originals, data } = await serving()
  const evil = { ...OWN, Origin: 'https://evil.example' }
  for (const headers of [{}, evil, { ...OWN, Host: 'evil.example' }]) {
    expect((await send(service.url, '/_gallery/retry?key=cut.jpg', 'POST', headers)).status).toBe(403)
    const measured = await send(service.url, '/_gallery/similarity?key=cut.jpg&a=large&b=webp', 'GET', headers)
    expect(measured.status).toBe(403)
    for (const method of ['PUT', 'DELETE']) {
      const seen = { ...headers, 'If-None-Match': '*' }
      expect((await send(service.url, '/_gallery/focus?key=cut.jpg&at=0,0', method, seen)).status).toBe(403)
    }
  }
  expect(await filesBelow(originals)).toEqual(['cut.jpg'])
  expect(await filesBelow(join(data, 'errors'))).toEqual(['cut.jpg'])
})

it('does nothing for a page of another site, whatever that tries', async () => {
  const { service, originals, data } = await serving()
  const site = createServer((_, response) =>
    response.setHeader('Content-Type', 'text/html').end('<h1>another site</h1>'),
  )
  onTestFinished(() => void site.close())
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const address = site.address()
  const port = typeof address === 'object' ? address?.port : 0
  const { page } = await open(`http://localhost:${port}/`)
  const tried = await page.evaluate(`Promise.all([
    ['PUT', { 'Sizewright-Page': '1' }, 'cors', 'originals?key=a.jpg'],
    ['PUT', {}, 'cors', 'originals?key=b.jpg'],
    ['POST', {}, 'no-cors', 'retry?key=cut.jpg'],
    ['POST', { 'Sizewright-Page': '1' }, 'cors', 'retry?key=cut.jpg'],
    ['GET', { 'Sizewright-Page': '1' }, 'cors', 'similarity?key=cut.jpg&a=large&b=webp'],
    ['GET', {}, 'cors', 'original?key=cut.jpg'],
  ].map(([method, headers, mode, path]) => fetch('${service.url}/_gallery/' + path, {
    method, headers, mode, ...(method === 'GET' ? {} : { body: new Blob([Uint8Array.of(255, 216, 255)]) })
  }).then(({ type }) => type, () => 'refused')))`)
  expect(tried).toEqual(['refused', 'refused', 'opaque', 'refused', 'refused', 'refused'])
  expect(await filesBelow(originals)).toEqual(['cut.jpg'])
  expect(await filesBelow(join(data, 'errors'))).toEqual(['cut.jpg'])
})

it('shows nothing to a site whose name was made to point here', async () => {
  const { service } = await serving()
  const { page } = await open(`http://evil.example:${new URL(service.url).port}/`)
  expect(await page.locator('body').innerText()).toContain('was not started for that host name')
})

describe('--uploads', () => {
  it.each([
    [[], true],
    [['--host', 'localhost'], true],
    [['--host', '::1'], true],
    [['--host', '127.0.0.2'], true],
    [['--no-uploads'], false],
    [['--host', '0.0.0.0'], false],
    [['--host', '192.168.1.5'], false],
    [['--host', '0.0.0.0', '--uploads'], true],
  ])('%j: %s', (args, uploads) => {
    expect(readOptions(args).uploads).toBe(uploads)
  })

  it('turns off all that changes something, and says so on the page', async () => {
    const { service, originals } = await serving(['--no-uploads'])
    const sent = await send(service.url, TARGET, 'PUT', OWN, await jpegOf(80, 60))
    expect([sent.status, sent.text]).toEqual([403, '{"message":"this is off: start the service with --uploads"}'])
    expect((await send(service.url, '/_gallery/retry?key=cut.jpg', 'POST', OWN)).status).toBe(403)
    expect(await filesBelow(originals)).toEqual(['cut.jpg'])
    const { page } = await open(service.url)
    await page.getByText('This page takes none itself').waitFor()
    expect(await page.locator('input[type=file], [data-retry]').count()).toBe(0)
  })

  it('lets other machines write only where it was asked for', async () => {
    const { service } = await serving(['--host', '0.0.0.0'])
    const url = service.url.replace('0.0.0.0', '127.0.0.1')
    expect((await send(url, TARGET, 'PUT', OWN, await jpegOf(80, 60))).status).toBe(403)
    const { service: asked, originals } = await serving(['--host', '0.0.0.0', '--uploads'])
    const at = asked.url.replace('0.0.0.0', '127.0.0.1')
    expect((await send(at, TARGET, 'PUT', OWN, await jpegOf(80, 60))).status).toBe(201)
    expect(await filesBelow(originals)).toEqual(['cut.jpg', 'new.jpg'])
    const named = { ...OWN, Host: 'evil.example' }
    expect((await send(at, '/_gallery/originals?key=x.jpg', 'PUT', named, await jpegOf(80, 60))).status).toBe(403)
  })
})
