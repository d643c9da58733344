import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { eventually, filesBelow, folders, type Running, start } from '../local/running.ts'

/** In pixels: cameras, phones upright, squares, panoramas, slim portraits. */
const SIZES = [
  [600, 400],
  [400, 600],
  [450, 450],
  [1200, 300],
  [600, 400],
  [640, 360],
  [150, 750],
  [500, 375],
  [375, 500],
  [1, 1],
  [600, 400],
  [640, 480],
] as const
const COUNT = 24

/** By its key: the width of each picture divided by its height. */
export const RATIOS: ReadonlyMap<string, number> = new Map(
  Array.from({ length: COUNT }, (_, index) => {
    const [width, height] = SIZES[index % SIZES.length]!
    const name = `p${String(index).padStart(2, '0')}.jpg`
    return [index % 8 === 7 ? `album été/${name}` : name, width / height]
  }),
)

/** A service for the tests of a file, over pictures of many ratios, some of them in a folder, and two that failed. */
export function useManyRatios(): () => Running {
  const undo: (() => Promise<void> | void)[] = []
  let service: Running
  beforeAll(async () => {
    const whenOver = (last: () => Promise<void> | void) => void undo.unshift(last)
    const { originals, data } = await folders(whenOver)
    await mkdir(join(originals, 'album été'))
    for (const [index, key] of [...RATIOS.keys()].entries()) {
      const [width, height] = SIZES[index % SIZES.length]!
      await writeFile(join(originals, key), await jpegOf(width, height))
    }
    await writeFile(join(originals, 'cut.jpg'), (await jpegOf(400, 300)).subarray(0, 900))
    await writeFile(join(originals, 'nothing.jpg'), Buffer.alloc(0))
    service = await start([originals, '--data', data, '--port', '0'], undefined, {}, undefined, whenOver)
    await eventually(
      async () => [...(await filesBelow(join(data, 'processed'))), ...(await filesBelow(join(data, 'errors')))],
      (files) => files.length === 7 * COUNT + 2,
    )
  })
  afterAll(async () => {
    for (const last of undo) await last()
  })
  return () => service
}
