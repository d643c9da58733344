import { createHash } from 'node:crypto'
import { appendFile, copyFile, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jpegOf, pngHeader } from '../image/pictures.ts'
import { eventually, filesBelow, folders, type Running, runOnce, start } from '../local/running.ts'

const NAMES = ['info', 'large', 'medium.webp', 'medium', 'thumbnail.webp', 'thumbnail', 'webp']
const WEBP = { accept: 'image/avif,image/webp,image/apng,*/*;q=0.8' }

async function serving(args: readonly string[] = []) {
  const at = await folders()
  const service = await start([at.originals, '--data', at.data, '--port', '0', ...args])
  const processed = () => filesBelow(join(at.data, 'processed'))
  const errors = () => filesBelow(join(at.data, 'errors'))
  return { ...at, service, processed, errors }
}

describe('a picture that is dropped into the folder', () => {
  it('has its renditions as plain files, is replaced when it is, and leaves nothing when it goes', async () => {
    const { originals, service, processed, data } = await serving()
    const photo = join(originals, 'IMG_1234.JPG')
    await writeFile(photo, await jpegOf(2000, 1500))
    await eventually(processed, (files) => files.length === 7)
    expect(await processed()).toEqual(NAMES.map((name) => `${name}/IMG_1234.JPG`))

    const webp = await service.get('/large/IMG_1234.JPG', WEBP)
    expect([webp.status, webp.headers['content-type'], webp.headers['vary']]).toEqual([
      200,
      'image/webp',
      'Accept, Origin',
    ])
    expect(webp.headers['cache-control']).toBe('public, max-age=3600, s-maxage=31536000')
    expect(webp.headers['etag']).toBe(`"${createHash('md5').update(webp.body).digest('hex')}"`)
    expect(webp.body).toEqual(await readFile(join(data, 'processed/webp/IMG_1234.JPG')))
    expect((await sharp(webp.body).metadata()).width).toBe(1200)
    const jpeg = await service.get('/large/IMG_1234.JPG')
    expect(jpeg.headers['content-type']).toBe('image/jpeg')
    const unchanged = await service.get('/large/IMG_1234.JPG', {
      ...WEBP,
      'if-none-match': String(webp.headers['etag']),
    })
    expect([unchanged.status, unchanged.body.length]).toEqual([304, 0])

    await writeFile(photo, await jpegOf(900, 1200))
    await eventually(
      async () => (await sharp((await service.get('/large/IMG_1234.JPG')).body).metadata()).height,
      (height) => height === 1200,
    )
    await rm(photo)
    await eventually(
      async () => (await service.get('/large/IMG_1234.JPG')).status,
      (status) => status === 404,
    )
    await eventually(processed, (files) => files.length === 0)
    expect(await filesBelow(join(data, 'metadata'))).toEqual([])
    expect(await service.stop()).toBe(0)
  })

  it('is found under a hostile name, and in folders that are moved in and out', async () => {
    const { root, originals, service, processed } = await serving()
    const key = 'été 1+1 (2)%.jpg'
    await mkdir(join(root, 'outside/deeper'), { recursive: true })
    await writeFile(join(root, 'outside/deeper', key), await jpegOf(300, 200))
    await rename(join(root, 'outside'), join(originals, 'inside'))
    await eventually(processed, (files) => files.length === 7)
    expect((await processed())[0]).toBe('info/inside/deeper/_xC3_xA9t_xC3_xA9_x201_x2B1_x20_x282_x29_x25.jpg')
    const answer = await service.get(`/thumbnail/inside/deeper/${encodeURIComponent(key)}`, WEBP)
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'image/webp'])
    await rename(join(originals, 'inside'), join(root, 'outside'))
    await eventually(processed, (files) => files.length === 0)
    await service.stop()
  })

  it('leaves nothing when it was asked for and deleted before it was known to be whole', async () => {
    const { originals, service, processed } = await serving()
    await writeFile(join(originals, 'boat.jpg'), await jpegOf(300, 200))
    expect((await service.get('/webp/boat.jpg')).status).toBe(200)
    await eventually(processed, (files) => files.length === 7)
    await rm(join(originals, 'boat.jpg'))
    await eventually(processed, (files) => files.length === 0)
    await service.stop()
  })

  it('has its renditions again when they were deleted by hand, of which nobody tells', async () => {
    const { originals, service, processed, data } = await serving(['--poll', '1'])
    await writeFile(join(originals, 'boat.jpg'), await jpegOf(300, 200))
    await eventually(processed, (files) => files.length === 7)
    await rm(join(data, 'processed/large'), { recursive: true })
    expect(await processed()).toHaveLength(6)
    await eventually(processed, (files) => files.length === 7)
    await service.stop()
  })

  it('is not called damaged while it is still being copied', async () => {
    const { originals, service, errors } = await serving()
    const whole = await jpegOf(900, 600)
    const path = join(originals, 'boat.jpg')
    for (let part = 0; part < 10; part += 1) {
      const begun = performance.now()
      await appendFile(path, whole.subarray((part * whole.length) / 10, ((part + 1) * whole.length) / 10))
      const { status, headers } = await service.get('/large/boat.jpg')
      const isLate = performance.now() - begun > 900 // after a pause of a second it would be taken for whole
      if (part < 9 && !isLate) expect([status, headers['retry-after']]).toEqual([503, '1'])
    }
    await eventually(
      async () => (await service.get('/large/boat.jpg')).status,
      (status) => status === 200,
    )
    await eventually(errors, (files) => files.length === 0)
    expect(await service.stop()).toBe(0)
  })

  it('is not called damaged by a start, or a look, that finds it half copied', async () => {
    const { originals, data } = await folders()
    const whole = await jpegOf(900, 600)
    const path = join(originals, 'boat.jpg')
    let longest = 0
    const copying = (async () => {
      for (let part = 0; part < 100; part += 1) {
        const begun = performance.now()
        await appendFile(path, whole.subarray((part * whole.length) / 100, ((part + 1) * whole.length) / 100))
        await sleep(50)
        longest = Math.max(longest, performance.now() - begun)
      }
    })()
    const service = await start([originals, '--data', data, '--port', '0', '--poll', '1'])
    const errors: string[] = []
    const looking = (async () => {
      for (; errors.length === 0 && (await stat(path)).size < whole.length; await sleep(20)) {
        errors.push(...(await filesBelow(join(data, 'errors'))))
      }
    })()
    await Promise.all([copying, looking])
    // After a pause of a second it would be taken for whole.
    if (longest < 900) expect([errors, service.output()]).toEqual([[], `sizewright: ${service.url}\n`])
    await eventually(
      () => filesBelow(join(data, 'processed')),
      (files) => files.length === 7,
    )
    expect(await filesBelow(join(data, 'errors'))).toEqual([])
    await service.stop()
  })

  it('is made on the spot when nobody has come to it yet', async () => {
    const { originals, service, processed } = await serving()
    await writeFile(join(originals, 'boat.jpg'), await jpegOf(1400, 700))
    const answer = await service.get('/webp/boat.jpg')
    expect([answer.status, answer.headers['content-type'], answer.headers['x-amz-meta-cache-tag']]).toEqual([
      200,
      'image/webp',
      undefined,
    ])
    await eventually(processed, (files) => files.length === 7)
    await service.stop()
  })
})

describe('bad input', () => {
  const undo: (() => Promise<void> | void)[] = []
  let empty: Running
  beforeAll(async () => {
    const whenOver = (one: () => Promise<void> | void) => void undo.unshift(one)
    const { originals, data } = await folders(whenOver)
    empty = await start([originals, '--data', data, '--port', '0'], undefined, {}, undefined, whenOver)
  })
  afterAll(async () => {
    for (const one of undo) await one()
  })

  it.each([
    ['/', 'POST', 405],
    ['/', 'PUT', 405],
    ['/poster/boat.jpg', 'GET', 404],
    ['/large', 'GET', 404],
    ['/large/', 'GET', 400],
    ['/large/../../etc/passwd', 'GET', 400],
    ['/large/%2e%2e/boat.jpg', 'GET', 400],
    ['/large/a%2Fboat.jpg', 'GET', 400],
    ['/large/a%5Cboat.jpg', 'GET', 400],
    ['/large/boat%00.jpg', 'GET', 400],
    ['/large/%E9t%E9.jpg', 'GET', 400],
    ['/large/%zz.jpg', 'GET', 400],
    ['/large/%252e%252e%252fboat.jpg', 'GET', 404],
    [`/large/${'x'.repeat(1100)}.jpg`, 'GET', 414],
    ['/large/none.jpg', 'GET', 404],
    ['/large/boat.jpg', 'DELETE', 405],
    ['/large/boat.jpg', 'POST', 405],
    ['/__proto__/boat.jpg', 'GET', 404],
    ['/_gallery/none', 'GET', 404],
  ])('%s %s is %i', async (target, method, status) => {
    const answer = await empty.get(target, {}, method)
    expect(answer.status).toBe(status)
    expect(answer.body.toString()).not.toMatch(/node_modules|\.ts|Error/)
  })

  it('keeps what is broken with its reason, lets it out again, and leaves alone what is none of ours', async () => {
    const { originals, service, processed, errors } = await serving()
    const whole = await jpegOf(400, 300)
    await writeFile(join(originals, 'cut.jpg'), whole.subarray(0, whole.length / 2))
    await writeFile(join(originals, 'text.jpg'), 'hello')
    await writeFile(join(originals, 'empty.jpg'), '')
    await writeFile(join(originals, 'bomb.png'), pngHeader(20_000, 20_000))
    await writeFile(join(originals, 'report.pdf'), '%PDF-1.7')
    await writeFile(join(originals, '.DS_Store'), 'x')
    await eventually(errors, (files) => files.length === 4)
    expect(await errors()).toEqual(['bomb.png', 'cut.jpg', 'empty.jpg', 'text.jpg'])
    const texts = await Promise.all(
      ['cut.jpg', 'text.jpg', 'empty.jpg', 'bomb.png', 'report.pdf'].map(async (key) => {
        const { status, body } = await service.get(`/large/${key}`)
        return `${status} ${body.toString().trim()}`
      }),
    )
    expect(texts).toEqual([
      '415 the picture is damaged and cannot be decoded',
      '415 the file is not a picture',
      '415 the file is empty',
      '415 the picture has 20000 x 20000 pixels, the limit is 128000000 altogether',
      '404 there is no such picture',
    ])
    for (const name of ['cut.jpg', 'text.jpg', 'empty.jpg']) await writeFile(join(originals, name), whole)
    await rm(join(originals, 'bomb.png'))
    await eventually(errors, (files) => files.length === 0)
    await eventually(processed, (files) => files.length === 21)
    await service.stop()
  })

  it('does not follow a link out of the folder', async () => {
    const { root, originals, service } = await serving()
    await writeFile(join(root, 'secret.jpg'), await jpegOf(40, 30))
    await symlink(join(root, 'secret.jpg'), join(originals, 'link.jpg'))
    expect((await service.get('/large/link.jpg')).status).toBe(404)
    await service.stop()
  })
})

describe('a start', () => {
  it('takes up what changed while it was off', async () => {
    const { originals, data, service, processed } = await serving()
    await writeFile(join(originals, 'stays.jpg'), await jpegOf(40, 30))
    await writeFile(join(originals, 'goes.jpg'), await jpegOf(40, 30))
    await eventually(processed, (files) => files.length === 14)
    await service.stop()
    await rm(join(originals, 'goes.jpg'))
    await copyFile(join(originals, 'stays.jpg'), join(originals, 'comes.jpg'))
    await mkdir(join(data, 'processed/poster'))
    await writeFile(join(data, 'processed/poster/stays.jpg'), 'of a variant that is no more')
    const again = await start([originals, '--data', data, '--port', '0'])
    await eventually(processed, (files) => files.length >= 14 && !files.some((file) => file.includes('goes')))
    expect((await processed()).filter((file) => file.startsWith('large/'))).toEqual([
      'large/comes.jpg',
      'large/stays.jpg',
    ])
    await again.stop()
  })

  it('stops when it is asked to while much is still to be taken up, and the next start does it', async () => {
    const { originals, data } = await folders()
    const names = Array.from({ length: 40 }, (_, index) => `${index}.jpg`)
    const picture = await jpegOf(40, 30)
    for (const name of names) await writeFile(join(originals, name), picture)
    const service = await start([originals, '--data', data, '--port', '0'])
    const stored = () => filesBelow(join(data, 'processed'))
    await eventually(stored, (files) => files.length > 0)
    expect(await service.stop()).toBe(0)
    expect((await stored()).length).toBeLessThan(7 * names.length)
    const again = await start([originals, '--data', data, '--port', '0'])
    await eventually(stored, (files) => files.length === 7 * names.length)
    expect(await again.stop()).toBe(0)
  })

  it('works on the folder that it stands in, and takes its own data for no pictures', async () => {
    const { originals } = await folders()
    await writeFile(join(originals, 'boat.jpg'), await jpegOf(40, 30))
    const service = await start(['.', '--port', '0'], originals)
    const processed = () => filesBelow(join(originals, '.sizewright/processed'))
    await eventually(processed, (files) => files.length === 7)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    expect((await processed()).length).toBe(7)
    await service.stop()
  })

  it('refuses a port in use, a missing folder, a wrong option and a second process with one line', async () => {
    const { originals, data, service, root } = await serving()
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    const address = taken.address()
    const port = typeof address === 'object' ? String(address?.port) : ''
    const other = join(root, 'other')
    const refused = await Promise.all([
      runOnce([originals, '--data', other, '--port', port]),
      runOnce([join(root, 'none'), '--data', join(root, 'third')]),
      runOnce([originals, '--data', data, '--port', '0']),
      runOnce([originals, '--port', 'http']),
      runOnce([originals, '--data', originals]),
      runOnce([originals, '--data', '/proc/nope/deeper']), // which has no room for anything
    ])
    taken.close()
    expect(refused.map(({ code }) => code)).toEqual([1, 2, 1, 2, 2, 1])
    expect(refused[0].output).toBe(`sizewright: port ${port} is in use: choose another one with --port\n`)
    expect(refused[1].output).toBe(`sizewright: there is no folder ${join(root, 'none')}\n`)
    expect(refused[2].output).toMatch(/^sizewright: another Sizewright \(process \d+\) is using .*\n$/)
    expect(refused[3].output).toBe("sizewright: --port must be a number from 0 to 65535, but is 'http'\n")
    expect(refused[4].output).toMatch(/^sizewright: the originals must not lie in the data folder .*\n$/)
    expect(refused[5].output).toMatch(/^sizewright: \/proc\/nope\/deeper cannot be written \(ENOENT\)\n$/)
    await service.stop()
  })

  it('refuses more prefixes than CloudFront would take with one line', async () => {
    const { root, originals, data } = await folders()
    const config = { prefixes: Array.from({ length: 400 }, (_, at) => `folder-${at}/`) }
    const file = join(root, 'sizewright.config.ts')
    await writeFile(file, `export default ${JSON.stringify(config)}`)
    const { code, output } = await runOnce([originals, '--data', data, '--config', file])
    expect(code).toBe(2)
    expect(output).toMatch(/^sizewright: the edge function would have \d+ bytes, and CloudFront takes 10240: .*\n$/)
  })

  it('names every fault of the configuration at once', async () => {
    const { root, originals, data } = await folders()
    const config = join(root, 'sizewright.config.ts')
    await writeFile(config, "export default { variants: { hero: { width: 'wide' } }, formats: ['jxl'], colour: true }")
    const { code, output } = await runOnce([originals, '--data', data, '--config', config])
    expect(code).toBe(2)
    expect(output).toMatch(
      /^sizewright: the configuration has 3 faults \(.*sizewright\.config\.ts\):\n {2}variants\.hero\.width: .*\n {2}formats\.0: .*\n {2}colour: .*\n$/,
    )
  })

  it('refuses an empty folder that is not the one it was, as an unmounted disk is', async () => {
    const { originals, data, service, processed } = await serving()
    await writeFile(join(originals, 'boat.jpg'), await jpegOf(40, 30))
    await eventually(processed, (files) => files.length === 7)
    await service.stop()
    await rename(originals, `${originals}-elsewhere`)
    await mkdir(originals)
    const { code, output } = await runOnce([originals, '--data', data, '--port', '0'])
    expect([code, output]).toEqual([1, expect.stringContaining('is its disk mounted?')])
    expect((await processed()).length).toBe(7)
  })

  it('of a new size makes that size and nothing else of what is smaller', async () => {
    const { root, originals, data, service, processed } = await serving()
    await writeFile(join(originals, 'boat.jpg'), await jpegOf(2400, 1200))
    await eventually(processed, (files) => files.length === 7)
    await service.stop()
    const config = join(root, 'sizewright.config.ts')
    await writeFile(
      config,
      `export default { variants: {
        thumbnail: { width: 150, height: 150, fit: 'cover' }, medium: { width: 600, height: 600 },
        large: { width: 1200, height: 1200 }, webp: { width: 1200, height: 1200, format: 'webp' },
        hero: { width: 1920, height: 800, fit: 'cover' } } }`,
    )
    const again = await start([originals, '--data', data, '--port', '0', '--config', config])
    await eventually(processed, (files) => files.length === 9)
    const hero = await again.get('/hero/boat.jpg', WEBP)
    const { width, height, format } = await sharp(hero.body).metadata()
    expect([width, height, format]).toEqual([1920, 800, 'webp'])
    await again.stop()
  })
})
