import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { jpegOf } from '../../image/pictures.ts'
import { eventually, folders, start } from '../running.ts'

/** Sends a request line just as it is and gives the whole answer. */
async function ask(url: string, line: string, host: string): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(url)
  const text = await new Promise<string>((resolve, reject) => {
    let got = ''
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
    )
    socket.on('data', (chunk) => (got += chunk.toString('latin1')))
    socket.on('close', () => resolve(got))
    socket.on('error', reject)
  })
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text }
}

it('a target in every form of RFC 9112 is answered: as the path in it, or as none', async () => {
  const { originals, data } = await folders()
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(300, 200))
  const service = await start([originals, '--data', data, '--port', '0'])
  await eventually(
    () => service.get('/medium/boat.jpg'),
    ({ headers }) => headers['etag'] !== undefined,
  )
  const { host } = new URL(service.url)
  const plain = await ask(service.url, 'GET /medium/boat.jpg', host)
  const withoutDate = ({ text }: { text: string }) => text.replace(/^Date: .*$/m, '')
  for (const target of [
    `http://${host}/medium/boat.jpg`,
    `HTTP://${host}/medium/boat.jpg?v=2`,
    `https://localhost/medium/boat.jpg`,
  ]) {
    // Of a target's host and the header it is the target's that counts.
    for (const named of [host, 'evil.example']) {
      expect([target, withoutDate(await ask(service.url, `GET ${target}`, named))]).toEqual([
        target,
        withoutDate(plain),
      ])
    }
  }
  for (const [line, status] of [
    [`GET http://${host}`, 200], // the gallery
    [`GET http://${host}?prefix=a`, 200],
    [`GET http://${host}/healthz`, 200],
    [`HEAD http://${host}/info/boat.jpg`, 200],
    [`GET http://${host}/medium/none.jpg`, 404],
    [`GET http://${host}/medium/a%2Fb.jpg`, 400],
    [`GET http://${host}/medium/../boat.jpg`, 400],
    [`POST http://${host}/medium/boat.jpg`, 405],
    ['GET http://evil.example/medium/boat.jpg', 403],
    ['GET http://evil.example/info/boat.jpg', 403],
    [`GET http://user:word@${host}/medium/boat.jpg`, 400],
    ['GET http:///medium/boat.jpg', 400],
    ['GET ftp://localhost/medium/boat.jpg', 400],
    ['GET *', 400],
    ['OPTIONS *', 405],
    [`CONNECT ${host}`, 405],
    [`GET ${host}`, 400],
  ] as const) {
    const answer = await ask(service.url, line, host)
    expect([line, answer.status]).toEqual([line, status])
    if (status === 405) expect(answer.text).toMatch(/^allow: GET, HEAD\r$/im)
  }
})

it('a tunnel whose client is gone at once does no harm', async () => {
  const { originals, data } = await folders()
  const service = await start([originals, '--data', data, '--port', '0'])
  const { hostname, port } = new URL(service.url)
  for (let attempt = 0; attempt < 50; attempt += 1) {
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write('CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n', () => socket.resetAndDestroy())
      })
      socket.on('error', () => {})
      socket.on('close', () => resolve())
    })
  }
  expect((await service.get('/healthz')).status).toBe(200)
  expect(await service.stop()).toBe(0)
})
