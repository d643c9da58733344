import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findingsIn } from '../../src/doctor/findings.ts'
import type { Report } from '../../src/doctor/report.ts'
import { makeFont } from '../image/fonts/make-font.ts'
import { jpegOf } from '../image/pictures.ts'
import { flat, tiffOf } from '../image/tiff/tiffs.ts'
import type { Place } from '../s3/archive.ts'
import { environmentFor, type S3Server, startS3 } from '../s3/server.ts'
import { config, makeMess } from '../doctor/mess.ts'
import { inBucket, inFolder } from '../doctor/collections.ts'
import { reportOn, runDoctor } from '../doctor/run.ts'

let server: S3Server
beforeAll(async () => void (server = await startS3()))
afterAll(() => server.close())

async function configFile(text = config): Promise<string> {
  return join(await inFolder(new Map([['config.ts', Buffer.from(text)]])), 'config.ts')
}

const keysIn = (group: { examples: readonly { key: string }[] }) => group.examples.map(({ key }) => key)
const counted = (groups: Report['refused']) => Object.fromEntries(groups.map((group) => [group.name, keysIn(group)]))

/** Everything below a folder, and when its bytes and its names were last changed. */
async function stateOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true })
  const states = await Promise.all(
    ['', ...entries].map(async (entry) => {
      const { size, mtimeMs, ctimeMs } = await stat(join(folder, entry))
      return `${entry} ${size} ${mtimeMs} ${ctimeMs}`
    }),
  )
  return states.toSorted()
}

describe('a folder', () => {
  it('is told which drawings lack a font, and which would lose their labels', async () => {
    const svg = (inside: string) =>
      Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="90" height="50">${inside}</svg>`)
    const html = svg('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">Start</p></foreignObject>')
    const drawings = new Map([
      ['han.svg', svg('<text y="40">漢字</text>')],
      ['thai.svg', svg('<text y="40">ไทย</text>')],
      ['flow.svg', html],
      ['also-thai.svg', svg('<text y="40">ไท</text>')],
      ['latin.svg', svg('<text y="40">Latin</text>')],
    ])
    const fonts = await inFolder(new Map([['thai.ttf', makeFont({ family: 'Test', characters: 'ไท' })]]))
    const config = await configFile(`export default { fonts: ${JSON.stringify(fonts)} }`)
    const report = await reportOn([await inFolder(drawings), '--config', config, '--sample', '1'])
    expect(counted(report.refused)).toEqual({ 'no-font': ['han.svg', 'thai.svg'], 'foreign-html': ['flow.svg'] })
    expect(report.pictures.objects).toBe(2)
    expect(findingsIn(report).map(({ objects, words }) => `${objects} ${words}`)).toEqual([
      expect.stringMatching(/^2 Drawings with text for which there is no font: name a folder with one as fonts$/),
      expect.stringMatching(/^1 Drawings with labels in HTML/),
    ])
  })

  it('is told which names pages will not find, and which photos are raw', async () => {
    const photo = await jpegOf(40, 30)
    const sensor = tiffOf({ photometric: 32_803, bits: [16], data: flat(0, 9) })
    const folder = await inFolder(
      new Map([
        ['e\u0301te\u0301.jpg', photo],
        ['\u00e9t\u00e9.jpg', photo],
        ['IMG_1.CR3', Buffer.from('\0\0\0\x18ftypcrx ', 'latin1')],
        ['notes.txt', Buffer.from('no picture')],
        ['sensor.dng', sensor],
      ]),
    )
    const report = await reportOn([folder, '--sample', '1'])
    expect(counted(report.refused)).toEqual({ raw: ['sensor.dng'] })
    expect([keysIn(report.raw), keysIn(report.decomposed)]).toEqual([['IMG_1.CR3'], ['e\u0301te\u0301.jpg']])
    expect(report.pictures.objects).toBe(2)
    expect(findingsIn(report).map(({ objects, words }) => `${objects} ${words}`)).toEqual([
      expect.stringMatching(/^1 Raw data of a camera's sensor/),
      expect.stringMatching(/^1 Named as raw photos/),
      expect.stringMatching(/^1 Named with accents apart from their letters/),
    ])
  })

  it('with nothing in it is said to be empty, and a file to be none', async () => {
    const folder = await inFolder(new Map([['a.jpg', Buffer.from('')]]))
    await mkdir(join(folder, 'empty'))
    expect((await runDoctor([join(folder, 'empty')])).stdout).toMatch(/: there is nothing in it to look at\n$/)
    const { code, stderr } = await runDoctor([join(folder, 'a.jpg')])
    expect([code, stderr]).toEqual([1, expect.stringContaining(`this is a file: name the folder, ${folder}\n`)])
  })

  it('is told of by what is in it, one of everything', async () => {
    const mess = await makeMess()
    const folder = await inFolder(mess)
    await symlink(join(folder, 'photos/small.jpg'), join(folder, 'photos/link.jpg'))
    await symlink(join(folder, 'photos/small.jpg'), join(folder, 'photos/.link.jpg'))
    await writeFile(Buffer.concat([Buffer.from(`${folder}/photos/latin`), Buffer.from([0xe9])]), 'x')
    const report = await reportOn([folder, '--config', await configFile(), '--sample', 'all'])

    const bytes = [...mess.values()].reduce((sum, { length }) => sum + length, 1)
    expect(report.objects).toEqual({ objects: mess.size + 1, bytes })
    expect(report.pictures.objects).toBe(9)
    expect([report.isPartial, report.version, report.location]).toEqual([false, 1, folder])
    expect(counted(report.refused)).toEqual({
      damaged: ['photos/broken.webp'],
      empty: ['photos/empty.gif'],
      'not-a-picture': ['photos/text.jpg'],
      'too-many-bytes': ['photos/too many bytes.jpg'],
      'too-many-pixels': ['photos/too many pixels.png'],
      unsupported: ['photos/old.bmp'],
    })
    expect(counted(report.unaddressable)).toEqual({
      backslash: ['photos/back\\slash.jpg'],
      'control-character': ['photos/tab\there.jpg'],
      'not-unicode': ['photos/latin\uFFFD'],
    })
    expect([report.outside.objects, keysIn(report.outside)]).toEqual([1, ['secret/passport.jpg']])
    expect(keysIn(report.others)).toEqual(['photos/notes.txt'])
    const hidden = ['photos/._small.jpg', 'photos/@eaDir/small.jpg/SYNOPHOTO_THUMB_M.jpg']
    expect([report.hidden.objects, keysIn(report.hidden)]).toEqual([2, hidden])
    expect(keysIn(report.special)).toEqual(['photos/link.jpg'])
    expect(keysIn(report.located)).toEqual(['photos/gps.jpg'])
    expect([report.animations.moving.objects, keysIn(report.animations.still)]).toEqual([0, ['photos/moving.gif']])
    expect(report.faults.objects).toBe(0)
    expect(keysIn(report.forecast!.sample.broken)).toEqual(['photos/cut off.jpg'])

    const formats = Object.fromEntries(report.formats.map(({ name, objects }) => [name, objects]))
    expect(formats).toEqual({ jpeg: 6, png: 2, gif: 1, webp: 1, bmp: 1, heic: 1, svg: 1 })
    expect(report.formats.flatMap(({ misleading }) => keysIn(misleading))).toEqual(['photos/lies.png'])

    const { sizes } = report
    expect(sizes.pictures).toBe(9) // the drawing has none, and of four nothing can be read
    expect(sizes.classes.map(({ objects }) => objects)).toEqual([4, 2, 0, 2, 1, 0])
    expect(sizes.largest).toEqual({ key: 'photos/too many pixels.png', width: 3000, height: 2000 })
    expect([sizes.small.objects, sizes.small.variant]).toEqual([6, 'large'])
  })

  it('has its hidden names counted with the others where the configuration serves them', async () => {
    const mess = await makeMess()
    const allowing = await inFolder(new Map([['config.mjs', Buffer.from('export default { hidden: true }')]]))
    const folder = await inFolder(mess)
    const report = await reportOn([folder, '--config', join(allowing, 'config.mjs'), '--sample', '1'])
    const plain = await reportOn([folder, '--sample', '1'])
    expect([report.hidden.objects, plain.hidden.objects]).toEqual([0, 2])
    expect(report.pictures.objects).toBe(plain.pictures.objects + 1)
    expect((await runDoctor([folder, '--sample', '1'])).stdout).toContain('hidden by their names, and never read')
  })

  it('cannot do anything to a terminal by its names', async () => {
    const folder = join(await inFolder(new Map()), 'a\u001b[31mred\nforged')
    await mkdir(folder)
    for (const name of ['b\u001b[2J.jpg', 'c\u009b31m\u202egpj.jpg', 'd\u2028.jpg'])
      await writeFile(join(folder, name), 'no')
    const raw = /(?!\n)[\p{C}\p{Zl}\p{Zp}]/u
    const { stdout, stderr } = await runDoctor([folder])
    expect(stdout).toContain('a\\u001b[31mred\\u000aforged')
    expect(stdout).toContain('c\\u009b31m\\u202egpj.jpg')
    const gone = await runDoctor([`${folder} is gone`])
    expect([raw.test(stdout + stderr), raw.test(gone.stderr), gone.code]).toEqual([false, false, 1])
  })

  it('and nothing is written, there or anywhere else', async () => {
    const [folder, cwd, temporary] = [
      await inFolder(await makeMess()),
      await inFolder(new Map()),
      await inFolder(new Map()),
    ]
    const before = await Promise.all([folder, cwd, temporary].map(stateOf))
    const { code, stdout } = await runDoctor([folder], { cwd, env: { TMPDIR: temporary, HOME: temporary } })
    expect([code, stdout]).toEqual([0, expect.stringContaining('A page of 20 pictures')])
    expect(await Promise.all([folder, cwd, temporary].map(stateOf))).toEqual(before)
  })

  it('is sampled alike each time, and says so', async () => {
    const folder = await inFolder(await makeMess())
    const [first, second] = [await reportOn([folder, '--sample', '3']), await reportOn([folder, '--sample', '3'])]
    expect(withoutTimes(first)).toEqual(withoutTimes(second))
    expect(first.forecast!.sample).toMatchObject({ pictures: 3, of: 12 })
    expect(first.forecast!.beforehand.bytes.plusMinus).toBeGreaterThan(0)
    const { stdout } = await runDoctor([folder, '--sample', '3'])
    expect(stdout).toMatch(/by rendering 3 of 12 pictures/)
    expect(stdout).toMatch(/storage +[\d.]+ kB ± [\d.]+ kB in \d+ renditions/)
  })

  it('has HEIC counted apart where there is no decoder', async () => {
    const folder = await inFolder(await makeMess())
    const hook = `const Module = require('node:module')
      const resolve = Module._resolveFilename
      Module._resolveFilename = function (name, ...rest) {
        if (name.startsWith('libheif-js')) throw new Error('it is not installed')
        return resolve.call(this, name, ...rest)
      }`
    const without = join(await inFolder(new Map([['without.cjs', Buffer.from(hook)]])), 'without.cjs')
    const how = { env: { NODE_OPTIONS: `--require ${without}` } }
    const report = await reportOn([folder, '--sample', '1'], how)
    expect(counted(report.refused)['no-heic-decoder']).toEqual(['photos/phone.heic'])
    expect((await runDoctor([folder, '--sample', '1'], how)).stdout).toContain('npm install libheif-js')
  })
})

describe('a bucket', () => {
  it('gives the same report as a folder, and is only read', async () => {
    const mess = await makeMess()
    await inBucket(server, 'mess', 'some/where/', mess)
    const args = ['--config', await configFile(), '--sample', 'all']
    const before = server.exchanges.length
    const ofBucket = await reportOn(['s3://mess/some/where', ...args], { env: environmentFor(server) })
    const methods = new Set(server.exchanges.slice(before).map(({ method }) => method))
    expect(methods).toEqual(new Set(['GET', 'HEAD']))
    expect(server.exchanges.slice(before).filter(({ key }) => key.includes('passport'))).toEqual([])
    expect(withoutTimes(ofBucket)).toEqual(withoutTimes(await reportOn([await inFolder(mess), ...args])))
  })

  it('counts objects that cannot be read, and goes on', async () => {
    const { 'photos/small.jpg': small, 'photos/lies.png': lies } = Object.fromEntries(await makeMess())
    await inBucket(
      server,
      'closed',
      '',
      new Map([
        ['a.jpg', small!],
        ['b.jpg', lies!],
        ['c/', Buffer.alloc(0)],
      ]),
    )
    const closed = { kind: 'refuse', status: 403, code: 'AccessDenied' } as const
    server.fault({ bucket: 'closed', key: 'b.jpg', fault: closed })
    const report = await reportOn(['s3://closed'], { env: environmentFor(server) })
    expect([report.pictures.objects, report.faults.objects]).toEqual([1, 1])
    expect(report.faults.examples).toEqual([{ key: 'b.jpg', detail: expect.stringContaining('403 AccessDenied') }])
    expect(counted(report.unaddressable)).toEqual({ 'folder-marker': ['c/'] })

    server.fault({ bucket: 'closed', key: 'a.jpg', fault: closed })
    const none = await runDoctor(['s3://closed'], { env: environmentFor(server) })
    expect([none.code, none.stderr]).toEqual([1, 'sizewright: s3://closed: nothing in it could be read\n'])
    server.clearFaults()
  })

  it('counts what is archived, by the listing or where only the reader finds out, and says what that means', async () => {
    const small = (await makeMess()).get('photos/small.jpg')!
    const names = ['deep.jpg', 'glacier.jpg', 'instant.jpg', 'restored.jpg', 'tier.jpg']
    await inBucket(server, 'archive', '', new Map(names.map((name) => [name, small])))
    const move = (name: string, to: Place) => server.move('archive', name, to)
    move('deep.jpg', { storageClass: 'DEEP_ARCHIVE', restore: 'ongoing' })
    move('glacier.jpg', { storageClass: 'GLACIER' })
    move('instant.jpg', { storageClass: 'GLACIER_IR' })
    move('restored.jpg', { storageClass: 'GLACIER', restore: 'restored' })
    move('tier.jpg', { storageClass: 'INTELLIGENT_TIERING', tier: 'ARCHIVE_ACCESS' })
    const before = server.exchanges.length
    const report = await reportOn(['s3://archive'], { env: environmentFor(server) })
    const read = server.exchanges.slice(before).filter(({ method, key }) => method === 'GET' && key !== '')
    expect([report.pictures.objects, report.faults.objects, report.forecast?.sample.of]).toEqual([2, 0, 2])
    expect(report.archived.examples.map(({ key }) => key)).toEqual(['deep.jpg', 'glacier.jpg', 'tier.jpg'])
    expect(new Set(read.map(({ key }) => key))).toEqual(new Set(['instant.jpg', 'restored.jpg', 'tier.jpg']))
    const { stdout } = await runDoctor(['s3://archive'], { env: environmentFor(server) })
    expect(stdout).toMatch(/3 +\S+ kB {2}archived, and not to be read until they are restored/)
    expect(stdout).toContain('nothing else until it is restored')
  })

  it('is told of as far as it was read when it is interrupted', async () => {
    await inBucket(server, 'slow', '', new Map([...(await makeMess())].filter(([key]) => key.endsWith('.jpg'))))
    let arrived = () => {}
    const stuck = new Promise<void>((resolve) => (arrived = resolve))
    let goOn = () => {}
    server.fault({
      method: 'GET',
      bucket: 'slow',
      key: 'photos/text.jpg',
      fault: { kind: 'wait', before: 'work', until: new Promise<void>((resolve) => (goOn = resolve)) },
    })
    const asked = () =>
      server.exchanges.filter(
        ({ method, bucket, key }) => method === 'GET' && bucket === 'slow' && key === 'photos/text.jpg',
      )
    const looking = setInterval(() => asked().length > 0 && arrived(), 50)
    const { code, stdout } = await runDoctor(['s3://slow'], { env: environmentFor(server), until: stuck })
    clearInterval(looking)
    goOn()
    server.clearFaults()
    expect(code).toBe(130)
    expect(stdout).toMatch(/^PARTIAL: /)
    expect(stdout).toContain('s3://slow: 11 objects')
    expect(stdout).not.toContain('text.jpg')
    expect(asked(), 'it ended at once, and did not ask again').toHaveLength(1)
  })
})

/** Without what the place, the machine and its clock decide. */
function withoutTimes(report: Report) {
  const { s3 } = report.forecast!.dollars.first
  return { ...report, location: '', forecast: { ...report.forecast!, time: null, dollars: { s3 } } }
}

describe('it is refused', () => {
  it.each([
    ['without a location', [], 'what is to be looked at? Name a folder'],
    ['with two', ['a', 'b'], 'one location at a time'],
    ['with an option that there is none of', ['a', '--fast'], '--fast'],
    ['with a sample of nothing', ['a', '--sample', '0'], "--sample must be a whole number from 1 on, or 'all'"],
    ['without a bucket', ['s3://'], "'s3://' must be like s3://bucket"],
    ['with a configuration that is not there', ['a', '--config', 'none.ts'], 'none.ts: there is no such file'],
  ])('%s', async (_, args, words) => {
    const { code, stdout, stderr } = await runDoctor(args)
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(words)])
  })

  it('where the location is not there', async () => {
    const folder = await runDoctor(['/no/such/folder'])
    expect([folder.code, folder.stdout, folder.stderr]).toEqual([
      1,
      '',
      'sizewright: /no/such/folder: the folder /no/such/folder is not there\n',
    ])
    const bucket = await runDoctor(['s3://nowhere'], { env: environmentFor(server) })
    expect([bucket.code, bucket.stdout]).toEqual([1, ''])
    expect(bucket.stderr).toMatch(/^sizewright: s3:\/\/nowhere cannot be read: ListObjectsV2: 404 NoSuchBucket.*\n$/)
  })
})

it('explains itself, also in the usage of the whole', async () => {
  const { code, stdout } = await runDoctor(['--help'])
  expect([code, stdout]).toEqual([0, expect.stringContaining('Usage: npm start -- doctor LOCATION')])
})

it('finds nothing to say about an empty folder', async () => {
  const { code, stdout } = await runDoctor([await inFolder(new Map())])
  expect([code, stdout]).toEqual([0, expect.stringContaining(': 0 objects, 0 B')])
})
