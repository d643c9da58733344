import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { graphics } from '../../bench/quality/graphics/corpus.ts'
import { palette } from '../../bench/quality/graphics/diagram.ts'
import { sharp, toPixels } from '../../src/image/sharp.ts'

/**
 * Figures are only comparable while the pictures are the same. A new librsvg may draw an edge otherwise: then look at the
 * pictures, write the baseline of docs/quality.md anew, and then this.
 */
it('the graphics have the same pixels each time', async () => {
  const drawn: Record<string, string> = {}
  for (const { name, file } of graphics) {
    const { data, ...size } = await toPixels(sharp(await file()), 1)
    const hash = createHash('sha256').update(data).digest('hex').slice(0, 16)
    drawn[name] = `${size.width} x ${size.height} x ${size.channels} ${hash}`
  }
  expect(drawn).toMatchInlineSnapshot(`
    {
      "QR code": "1620 x 1620 x 3 f2052708e67ea4cd",
      "UI mock as it is": "1100 x 800 x 3 0263d023567c053a",
      "chart": "1800 x 1200 x 3 e21079d53ae89086",
      "chart with photo": "2000 x 1200 x 3 9c61021cdd41daeb",
      "code": "1600 x 1840 x 3 80ede3128d28a734",
      "comic": "1700 x 2200 x 3 45600b1b650e206f",
      "flat logo": "2000 x 1200 x 3 4b8b9930818ea755",
      "gradient UI": "1920 x 1280 x 3 9d76157903a0140b",
      "icon with alpha": "512 x 512 x 4 cd9e7a2de4156acc",
      "line art": "2000 x 1500 x 3 6b4eb77d4c9e8aa5",
      "logo with alpha": "2000 x 1200 x 4 e4a51dc539005b11",
      "map": "2048 x 1536 x 3 2cf5b3cbbb7cc80c",
      "palette PNG as it is": "900 x 600 x 3 f759c03cbd39f3b2",
      "pixel art": "320 x 200 x 3 48a4ca185fca975b",
      "scanned page": "1654 x 2339 x 3 eb376f0c8793d488",
      "screenshot": "1920 x 1200 x 3 4b5ac5dc649e4dc2",
      "terminal": "1680 x 1080 x 3 55cc7339738d681b",
      "text page": "1654 x 2339 x 3 13d2e654b8194ccd",
      "the samples' logo": "1600 x 1000 x 4 687387152e6f212c",
    }
  `)
})

it('the file that is delivered as it is has a palette of 64 colours', async () => {
  const { data, channels } = await toPixels(sharp(await palette.file()), 1)
  const colours = new Set<number>()
  for (let at = 0; at < data.length; at += channels) colours.add(data.readUIntBE(at, 3))
  expect(colours.size).toBe(64)
})
