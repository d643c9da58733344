import { chmod, chown, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { eventually, filesBelow, folders, start } from '../local/running.ts'

/** The user `nobody`, by the number that it has nearly everywhere: it must not be root, who is refused nothing. */
const USER = process.getuid?.() === 0 ? 65_534 : undefined

async function ordinary() {
  const at = await folders()
  if (USER !== undefined) for (const folder of [at.root, at.originals]) await chown(folder, USER, USER)
  const serve = (poll = '1') =>
    start([at.originals, '--data', at.data, '--port', '0', '--poll', poll], undefined, {}, undefined, undefined, USER)
  const made = () => filesBelow(join(at.data, 'processed'))
  return { ...at, serve, made }
}

it.each([
  ['cannot be listed', 0o000],
  ['can be listed and not entered', 0o444],
])('a folder that %s is unknown: nothing of it is deleted, all else goes on, and it is told once', async (_, mode) => {
  const { originals, data, serve, made } = await ordinary()
  const closed = join(originals, 'closed')
  await mkdir(join(closed, 'deep'), { recursive: true })
  for (const key of ['a.jpg', 'b.jpg', 'closed/c.jpg', 'closed/deep/d.jpg']) {
    await writeFile(join(originals, key), await jpegOf(60, 40))
  }
  await writeFile(join(closed, 'broken.jpg'), 'no picture')
  const errors = () => filesBelow(join(data, 'errors'))
  const first = await serve()
  await eventually(made, (files) => files.length === 28)
  await eventually(errors, (files) => files.length === 1)
  await first.stop()

  await rm(join(originals, 'a.jpg')) // while nobody looks
  await chmod(closed, mode)
  onTestFinished(() => chmod(closed, 0o755))
  const service = await serve()
  const ofClosed = (files: readonly string[]) => files.filter((file) => file.includes('/closed/')).length
  await eventually(made, (files) => files.length === 21)
  for (const name of ['large', 'medium', 'thumbnail']) {
    // It is only found by a look through everything, so there has been one each time.
    await rm(join(data, 'processed', name, 'b.jpg'))
    await eventually(made, (files) => files.length === 21)
  }
  expect([ofClosed(await made()), await errors()]).toEqual([14, ['closed/broken.jpg']])
  expect(service.output().match(/closed/g)?.length).toBeGreaterThan(0)
  expect(service.output().trim().split('\n')).toEqual([
    `sizewright: ${service.url}`,
    expect.stringMatching(/^sizewright: closed\/ among the originals cannot be seen, .*EACCES: permission denied/),
  ])
  const health = await service.get('/healthz')
  expect([health.status, health.body.toString()]).toEqual([200, 'ok\nof the originals 1 folder cannot be read\n'])
  expect((await service.get('/')).status).toBe(200)

  expect((await service.get('/large/closed/c.jpg')).status).toBe(200)
  await rename(join(data, 'processed/large/closed/c.jpg'), join(data, 'was-c.jpg'))
  // What memory answered is looked for again after a second.
  const missing = await eventually(
    () => service.get('/large/closed/c.jpg'),
    ({ status }) => status !== 200,
  )
  expect([missing.status, missing.headers['retry-after']]).toEqual([503, '10'])
  expect(missing.body.toString()).not.toContain('closed')

  await chmod(closed, 0o755)
  await rm(join(closed, 'deep/d.jpg'))
  await eventually(made, (files) => files.length === 14)
  await eventually(
    async () => (await service.get('/healthz')).body.toString(),
    (text) => text === 'ok\n',
  )
  expect(await service.stop()).toBe(0)
})

describe.each(['closed', 'closed/deep'])('while the service starts, %s cannot be listed', (folder) => {
  /** `closed/deep` holds two pictures of which everything is stored; `whileOff` happens to it before the start. */
  async function started(whileOff: (deep: string) => Promise<void>) {
    const { root, originals, serve, made } = await ordinary()
    const [deep, closed, away] = [join(originals, 'closed/deep'), join(originals, folder), join(root, 'away')]
    await mkdir(deep, { recursive: true })
    for (const name of ['a.jpg', 'b.jpg']) await writeFile(join(deep, name), await jpegOf(60, 40))
    const first = await serve()
    await eventually(made, (files) => files.length === 14)
    await first.stop()
    await whileOff(deep)
    await chmod(closed, 0o300) // so that its owner may move it
    onTestFinished(() => Promise.any([closed, away].map((path) => chmod(path, 0o755))))
    const service = await serve('86400') // no look through everything comes to help
    await eventually(
      async () => service.output(),
      (output) => output.includes(`${folder}/ among the originals cannot be seen`),
    )
    expect((await made()).length).toBe(14)
    return { made, service, closed, away }
  }

  it('what was deleted in it before that is gone when it can be', async () => {
    const { made, service, closed } = await started((deep) => rm(join(deep, 'b.jpg')))
    await chmod(closed, 0o755)
    const left = await eventually(made, (files) => files.length === 7)
    expect(left.filter((file) => !file.endsWith('/closed/deep/a.jpg'))).toEqual([])
    expect(await service.stop()).toBe(0)
  })

  it('nothing of it stays when it goes', async () => {
    const { made, service, closed, away } = await started(async () => {})
    await rename(closed, away)
    expect(await eventually(made, (files) => files.length === 0)).toEqual([])
    expect(await service.stop()).toBe(0)
  })
})

it('while the folder of the originals is away, nobody is told that a picture is gone', async () => {
  const { root, originals, serve, made } = await ordinary()
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(60, 40))
  await writeFile(join(originals, 'pier.jpg'), await jpegOf(60, 40))
  const service = await serve()
  await eventually(made, (files) => files.length === 14)
  await rename(originals, join(root, 'away'))
  const statuses = async () =>
    Promise.all(
      ['/medium/boat.jpg', '/medium/none.jpg', '/poster/boat.jpg'].map(async (at) => (await service.get(at)).status),
    )
  expect(await statuses()).toEqual([200, 503, 404])
  const { headers, body } = await service.get('/medium/none.jpg')
  expect([headers['retry-after'], headers['cache-control'], body.toString()]).toEqual([
    '10',
    'no-store',
    'the pictures cannot be reached, try again later\n',
  ])
  await rename(join(root, 'away'), originals)
  expect(await statuses()).toEqual([200, 404, 404])
  expect((await made()).length).toBe(14)
  expect(service.output().match(/is not there/g)?.length).toBeLessThan(3) // not for each request
  await service.stop()
})
