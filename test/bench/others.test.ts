import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Answer } from '../../bench/quality/others/answers.ts'
import { contestants, widths } from '../../bench/quality/others/contestants.ts'
import { writeOriginals } from '../../bench/quality/others/originals.ts'
import { othersPlot } from '../../bench/quality/others/plot.ts'
import { othersTables } from '../../bench/quality/others/table.ts'
import { sharp } from '../../src/image/sharp.ts'

const pictures = [
  { picture: 'chart', isPhoto: false, s2: 90 },
  { picture: 'map', isPhoto: false, s2: 80 },
  { picture: 'photo 01', isPhoto: true, s2: 70 },
  { picture: 'photo 02', isPhoto: true, s2: 70 },
]
const answers: Answer[] = contestants.flatMap(({ name, asked }) =>
  asked.flatMap((accept) =>
    widths.flatMap((width) =>
      pictures.map((picture) => ({ ...picture, contestant: name, accept, width, type: 'webp', bytes: 1000 })),
    ),
  ),
)

it('a table says what all graphics and all photos come to, and each once', () => {
  const tables = othersTables(answers)
  expect(tables).toMatch(/\| `image\/webp,\*\/\*` +\| IPX +\| 2\.0 +\| 90\.0 +\| 80\.0 +\| WebP +\| 2\.0 +\| 70\.0 +\|/)
  expect(tables.match(/\| Next\.js with AVIF +\|/g)).toHaveLength(2)
  expect(tables.match(/^\| photo 01, photo 02 +\|/gm)).toHaveLength(2)
})

it('every answer in the largest width is a point of the plot, but what is asked twice', () => {
  expect(othersPlot(answers).match(/<circle/g)).toHaveLength(3 * 3 * pictures.length)
})

it('what is answered is held against all pixels of the original in the same width, and nothing is enlarged', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sizewright-others-'))
  try {
    const pixel = { width: 700, height: 350, channels: 3, background: '#369' } as const
    const bytes = await sharp({ create: pixel }).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const subject = { name: "a logo's photo", isPhoto: true, file: () => Promise.resolve(bytes) }
    const [original] = await writeOriginals([subject], join(folder, 'originals'))
    expect(await readFile(join(folder, 'originals', original!.key))).toEqual(bytes)
    expect(original!.key).toBe('a-logo-s-photo.jpeg')
    expect(await original!.inWidth(100)).toMatchObject({ width: 100, height: 200, channels: 3 })
    expect(await original!.inWidth(1200)).toMatchObject({ width: 350, height: 700 })
  } finally {
    await rm(folder, { recursive: true })
  }
})
