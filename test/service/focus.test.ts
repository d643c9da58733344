import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { colorAt, jpegOf } from '../image/pictures.ts'
import { eventually, filesBelow, folders, start } from '../local/running.ts'

/** Of a picture twice as wide as high, red left of green, cut to a square. */
const LEFT = ['red', 'red']
const MIDDLE = ['red', 'green']
const RIGHT = ['green', 'green']

async function serving() {
  const { originals, data } = await folders()
  const photo = join(originals, 'boat.jpg')
  const beside = `${photo}.meta.json`
  const stored = join(data, 'processed/thumbnail/boat.jpg')
  await writeFile(photo, await jpegOf(400, 200))
  return {
    originals,
    data,
    photo,
    beside,
    stored,
    begin: () => start([originals, '--data', data, '--port', '0']),
    /** Waits until the stored thumbnail shows this. */
    until: (sight: readonly string[]) =>
      eventually(
        () => look(stored),
        (seen) => seen.join() === sight.join(),
      ),
  }
}

/** What a stored square shows, in its upper left and right quarter; nothing while there is none. */
async function look(path: string): Promise<string[]> {
  const bytes = await readFile(path).catch(() => null)
  if (bytes === null) return []
  const colors = await Promise.all([0.25, 0.75].map((x) => colorAt(bytes, x, 0.25)))
  return colors.map(([red = 0, green = 0]) => (red > 150 ? 'red' : green > 150 ? 'green' : 'neither'))
}

describe('a focus point in a file beside a picture', () => {
  it('moves the crop when it appears, changes and goes', async () => {
    const { beside, stored, photo, begin, until } = await serving()
    const service = await begin()
    await until(MIDDLE)
    await writeFile(beside, '{ "focus": "1,0.5" }')
    await until(RIGHT)
    expect((await service.get('/thumbnail/boat.jpg')).body).toEqual(await readFile(stored))
    await writeFile(beside, '{ "focus": "0,0.5" }')
    await until(LEFT)
    await writeFile(`${beside}.new`, '{ "focus": "0.9, 0.1", "by": "me" }')
    await rename(`${beside}.new`, beside)
    await until(RIGHT)
    await rm(beside)
    await until(MIDDLE)
    await rename(photo, `${photo}.away`)
    await writeFile(beside, '{ "focus": "0,0.5" }')
    await until([])
    await rename(`${photo}.away`, photo)
    await until(LEFT)
    await service.stop()
  })

  it('is noticed at the start when it appeared, changed or went while the service was off', async () => {
    const { beside, begin, until } = await serving()
    const changes: [() => Promise<void>, string[]][] = [
      [async () => {}, MIDDLE],
      [() => writeFile(beside, '{ "focus": "1,0" }'), RIGHT],
      [() => writeFile(beside, '{ "focus": "0,0" }'), LEFT],
      [() => rm(beside), MIDDLE],
    ]
    for (const [change, sight] of changes) {
      await change()
      const service = await begin()
      expect(await until(sight)).toEqual(sight)
      await service.stop()
    }
  })

  it('is told of once where it is of no use, and the picture is made without it', async () => {
    const { beside, begin, until } = await serving()
    await writeFile(beside, '{ "focus": [0, 0.5] }')
    const service = await begin()
    await until(MIDDLE)
    expect((await service.get('/thumbnail.webp/boat.jpg')).status).toBe(200)
    expect(service.output().match(/boat\.jpg\.meta\.json is not used: it must be a JSON object/g)).toHaveLength(1)
    await writeFile(beside, '{ "focus": "0,0.5" }')
    await until(LEFT)
    expect(service.output().match(/is not used/g)).toHaveLength(1)
    await service.stop()
  })

  it('is no picture itself, and none that failed', async () => {
    const { data, beside, begin, until } = await serving()
    await writeFile(beside, '{ "focus": "1,0.5" }')
    const service = await begin()
    await until(RIGHT)
    await writeFile(beside, '{ "focus": "0,0.5" }')
    await until(LEFT)
    const { status, body } = await service.get('/thumbnail/boat.jpg.meta.json')
    expect([status, body.toString().trim()]).toEqual([404, 'there is no such picture'])
    const page = await service.get('/')
    expect(page.body.toString()).toContain('boat.jpg')
    expect(page.body.toString()).not.toContain('meta.json')
    await service.stop()
    expect(await filesBelow(join(data, 'errors'))).toEqual([])
    expect((await filesBelow(join(data, 'processed'))).filter((path) => path.includes('meta'))).toEqual([])
  })
})
