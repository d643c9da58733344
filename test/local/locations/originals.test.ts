import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { jpegOf } from '../../image/pictures.ts'
import { eventually, filesBelow, folders, start } from '../running.ts'

it('nothing is written among the originals, whatever is made of them', async () => {
  const { originals, data } = await folders()
  await mkdir(join(originals, 'holiday'))
  await writeFile(join(originals, 'holiday/boat.jpg'), await jpegOf(300, 200))
  await writeFile(join(originals, 'cut.jpg'), (await jpegOf(300, 200)).subarray(0, 700))
  const before = await stateOf(originals)
  const service = await start([originals, '--data', data, '--port', '0'])
  await eventually(
    async () => [...(await filesBelow(join(data, 'processed'))), ...(await filesBelow(join(data, 'errors')))],
    (files) => files.length === 8,
  )
  for (const target of ['/', '/medium/holiday/boat.jpg', '/large/cut.jpg', '/medium/none.jpg', '/healthz'])
    await service.get(target)
  expect(await service.stop()).toBe(0)
  expect(await stateOf(originals)).toEqual(before)
})

/** Everything in a folder, and when its bytes, its names and its attributes were last changed. */
async function stateOf(folder: string): Promise<string[]> {
  const entries = ['', ...(await readdir(folder, { recursive: true }))].toSorted()
  return Promise.all(
    entries.map(async (entry) => {
      const { size, mtimeMs, ctimeMs, mode } = await stat(join(folder, entry))
      return [entry, size, mtimeMs, ctimeMs, mode].join(' ')
    }),
  )
}
