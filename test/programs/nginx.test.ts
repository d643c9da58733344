import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { eventually, folders, start } from '../local/running.ts'
import { unitArgs } from '../local/shipped.ts'
import { need } from './need.ts'

const CONF = new URL('../../docs/deploy/nginx.conf', import.meta.url).pathname
/** What a browser says for a page of another site. */
const ELSEWHERE = { 'sec-fetch-site': 'cross-site', referer: 'https://www.example.com/' }
const HOSTILE = 'été 1+1 (2)%.jpg'

beforeAll(() => need('nginx'))

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Debian's nginx with the very file that the documentation shows, and nothing changed in it but places. */
async function startNginx(root: string, service: string, data: string): Promise<string> {
  const port = await freePort()
  const shown = (await readFile(CONF, 'utf8'))
    .replace('server 127.0.0.1:3000;', `server ${new URL(service).host};`)
    .replace('listen 80;', `listen 127.0.0.1:${port};`)
    .replace('server_name images.example.com;', 'server_name localhost;')
    .replace('/var/lib/sizewright/', `${data}/`)
  const run = join(root, 'nginx')
  await mkdir(run)
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${run}/${name};`)
  await writeFile(
    join(run, 'nginx.conf'),
    `${process.getuid?.() === 0 ? 'user root;' : ''} daemon off; pid ${run}/pid; error_log ${run}/error.log;
     events {} http { access_log off; ${places.join(' ')} ${shown} }`,
  )
  const nginx: ChildProcess = spawn('nginx', ['-c', join(run, 'nginx.conf')], { stdio: 'inherit' })
  onTestFinished(() => void nginx.kill('SIGQUIT'))
  const url = `http://127.0.0.1:${port}`
  await eventually(
    () =>
      fetch(url).then(
        ({ status }) => status,
        () => 0,
      ),
    (status) => status === 404,
  )
  return url
}

it('what nginx does not find is kept by no cache', async () => {
  const { root, originals, data } = await folders()
  await chmod(root, 0o755)
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(900, 600))
  const service = await start(unitArgs(originals, data))
  await eventually(
    () => service.get('/medium/boat.jpg'),
    ({ headers }) => headers['x-accel-redirect'] !== undefined,
  )
  // As it is for a moment while a picture goes, and for good where nginx looks in the wrong place or may not read.
  const url = await startNginx(root, service.url, join(root, 'elsewhere'))
  const { status, headers } = await fetch(`${url}/medium/boat.jpg`)
  expect([status, headers.get('cache-control'), headers.get('etag')]).toEqual([404, null, null])
  await service.stop()
})

it('nginx in front sends the stored files, as the service would', async () => {
  const { root, originals, data } = await folders()
  await chmod(root, 0o755)
  for (const name of ['boat.jpg', HOSTILE]) await writeFile(join(originals, name), await jpegOf(900, 600))
  const service = await start(unitArgs(originals, data))
  const url = await startNginx(root, service.url, data)

  for (const name of ['boat.jpg', HOSTILE]) {
    const path = `/medium/${encodeURIComponent(name)}`
    const get = (headers: Record<string, string> = {}) => fetch(url + path, { headers: { ...ELSEWHERE, ...headers } })
    // Made on the spot it has no ETag, stored it has one.
    const stored = await eventually(
      () => get({ accept: 'image/webp' }),
      ({ headers }) => headers.has('etag'),
    )
    expect(Object.fromEntries(stored.headers)).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'public, max-age=3600, s-maxage=31536000',
      vary: 'Accept',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    })
    expect([...stored.headers.keys()].filter((name) => name.startsWith('x-accel'))).toEqual([])
    expect(stored.headers.has('last-modified')).toBe(false)
    const escaped = name === HOSTILE ? '_xC3_xA9t_xC3_xA9_x201_x2B1_x20_x282_x29_x25.jpg' : name
    const file = await readFile(join(data, 'processed/medium.webp', escaped))
    const etag = `"${createHash('md5').update(file).digest('hex')}"`
    expect(Buffer.from(await stored.arrayBuffer())).toEqual(file)
    expect(stored.headers.get('etag')).toBe(etag) // as without nginx
    const again = await get({ accept: 'image/webp', 'if-none-match': etag })
    expect([again.status, again.headers.get('etag'), again.headers.get('cache-control')]).toEqual([
      304,
      etag,
      'public, max-age=3600, s-maxage=31536000',
    ])
    const inTime = await get({ accept: 'image/webp', 'if-modified-since': new Date(Date.now() + 1e9).toUTCString() })
    expect([inTime.status, (await inTime.arrayBuffer()).byteLength]).toEqual([200, file.length])
    const head = await fetch(url + path, { method: 'HEAD', headers: { accept: 'image/webp' } })
    expect([head.status, head.headers.get('etag'), head.headers.get('content-length')]).toEqual([
      200,
      etag,
      String(file.length),
    ])
    const jpeg = await eventually(get, ({ headers }) => headers.has('etag'))
    expect(jpeg.headers.get('content-type')).toBe('image/jpeg')
  }

  // Replaced, it is so at once, for who has the old one, too.
  const old = await fetch(`${url}/large/boat.jpg`)
  const before = Buffer.from(await old.arrayBuffer())
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(500, 600))
  const now = await eventually(
    async () => {
      const response = await fetch(`${url}/large/boat.jpg`, {
        headers: { 'if-none-match': old.headers.get('etag') ?? '' },
      })
      return { status: response.status, body: Buffer.from(await response.arrayBuffer()) }
    },
    ({ status, body }) => status === 200 && !body.equals(before),
  )
  expect(now.body).toEqual(await readFile(join(data, 'processed/large/boat.jpg')))

  // Neither the gallery nor the files themselves are to be had, nor a way out of the folder.
  for (const path of ['/', '/_gallery/version', '/healthz', '/renditions/large/boat.jpg']) {
    expect([path, (await fetch(url + path)).status]).toEqual([path, 404])
  }
  expect((await fetch(`${url}/medium/%2e%2e%2fboat.jpg`)).status).toBe(400)
  expect((await fetch(`${url}/medium/none.jpg`)).status).toBe(404)
  await service.stop()
})
