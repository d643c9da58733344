import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { createCatalogue } from '../../../src/config/catalogue.ts'
import { resolveConfig } from '../../../src/config/config.ts'
import { Refused } from '../../../src/errors.ts'
import { openPicture } from '../../../src/image/picture.ts'
import { decoders, sniff } from '../../../src/image/sniff.ts'

const settings = resolveConfig({ formats: ['avif', 'webp'] })
const catalogue = createCatalogue(settings, decoders)
const NS = 'xmlns="http://www.w3.org/2000/svg"'
const QUARTERS = `<rect width="12" height="8" fill="#e02010"/><rect x="12" width="12" height="8" fill="#10a030"/>
  <rect y="8" width="12" height="8" fill="#2040d0"/>`

async function render(svg: string | Buffer, name: string) {
  const picture = await openPicture(Buffer.from(svg), settings.limits, catalogue.boxes)
  const { bytes, contentType, width, height } = await picture.render(catalogue.pictures.get(name)!)
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const at = (x: number, y: number) => [
    ...data.subarray((Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * 4).subarray(0, 4),
  ]
  return { contentType, width, height, at }
}

const refusalOf = async (svg: string | Buffer) =>
  openPicture(Buffer.from(svg), settings.limits, catalogue.boxes).then(
    () => 'none',
    (error: unknown) => (error instanceof Refused ? `${error.reason}: ${error.message}` : String(error)),
  )

describe('a drawing', () => {
  it('is drawn at the size that is wanted, with what is transparent', async () => {
    const icon = `<svg ${NS} width="24" height="16">${QUARTERS}</svg>`
    const large = await render(icon, 'large')
    expect([large.contentType, large.width, large.height]).toEqual(['image/png', 1200, 800])
    expect([large.at(0.2, 0.2), large.at(0.8, 0.2), large.at(0.2, 0.8)]).toEqual([
      [0xe0, 0x20, 0x10, 255],
      [0x10, 0xa0, 0x30, 255],
      [0x20, 0x40, 0xd0, 255],
    ])
    expect(large.at(0.8, 0.8)[3]).toBe(0)
    // Sharp at the edges, as an enlarged picture is not.
    expect(large.at(0.4999, 0.2)).toEqual([0xe0, 0x20, 0x10, 255])
    expect(large.at(0.5001, 0.2)).toEqual([0x10, 0xa0, 0x30, 255])
    const thumbnail = await render(icon, 'thumbnail')
    expect([thumbnail.width, thumbnail.height, thumbnail.at(0.1, 0.1)]).toEqual([150, 150, [0xe0, 0x20, 0x10, 255]])
  })

  it.each([
    ['a view box alone', `<svg ${NS} viewBox="0 0 24 16">${QUARTERS}<rect x="12" y="8" width="12" height="8"/></svg>`],
    [
      'millimetres',
      `<svg ${NS} width="24mm" height="16mm" viewBox="0 0 24 16">${QUARTERS}<rect x="12" y="8" width="12" height="8"/></svg>`,
    ],
    [
      'a prefix',
      `<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 24 16"><s:rect width="24" height="16"/><s:rect width="12" height="8" fill="#e02010"/></s:svg>`,
    ],
    [
      'a long head',
      `<?xml version="1.0" encoding="utf-8"?>\n<!-- ${'Generator '.repeat(100)} -->\n<?xml-stylesheet href="none.css"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [<!ENTITY ns "http://www.w3.org/2000/svg">]>\n<svg xmlns="&ns;" viewBox="0 0 24 16"><rect width="24" height="16"/><rect width="12" height="8" fill="#e02010"/></svg>`,
    ],
  ])('has %s', async (_, svg) => {
    for (const file of [Buffer.from(svg), gzipSync(svg), Buffer.from(`\ufeff${svg}`, 'utf16le')]) {
      expect(sniff(file.subarray(0, 4096))).toBe('svg')
      const medium = await render(file, 'medium')
      expect([medium.contentType, medium.width, medium.height]).toEqual(['image/png', 600, 400])
      const [red, green, blue] = medium.at(0.25, 0.25)
      expect(Math.hypot(red! - 0xe0, green! - 0x20, blue! - 0x10)).toBeLessThan(12)
    }
  })

  it.each([
    [
      'attributes of any name, and a > in a value',
      `<svg ${NS} xmlns:x.y="urn:a" xmlns:größe="urn:b" data-a="b/>c" width='24' height='16'><größe:a/><x.y:b/>${QUARTERS}</svg>`,
    ],
    ['a view box that makes no sense', `<svg ${NS} width="24" height="16" viewBox="a b c d">${QUARTERS}</svg>`],
    [
      'a view box that is an entity',
      `<!DOCTYPE svg [<!ENTITY b "0 0 24 16">]><svg ${NS} viewBox="&b;">${QUARTERS}</svg>`,
    ],
    [
      'an encoding that it is not in',
      `<?xml version="1.0" encoding="UTF-16"?><svg ${NS} width="24" height="16">${QUARTERS}</svg>`,
    ],
    ['UTF-16 without a mark', Buffer.from(`<svg ${NS} width="24" height="16">${QUARTERS}</svg>`, 'utf16le')],
    [
      'a prefix with a hyphen',
      `<my-s:svg xmlns:my-s="http://www.w3.org/2000/svg" xmlns="http://www.w3.org/2000/svg" width="24" height="16">${QUARTERS}</my-s:svg>`,
    ],
  ])('has %s', async (_, svg) => {
    expect(sniff(Buffer.from(svg))).toBe('svg')
    const large = await render(svg, 'large')
    expect([large.width, large.height]).toEqual([1200, 800])
    expect([large.at(0.01, 0.01), large.at(0.99, 0.01), large.at(0.01, 0.99), large.at(0.99, 0.99)[3]]).toEqual([
      [0xe0, 0x20, 0x10, 255],
      [0x10, 0xa0, 0x30, 255],
      [0x20, 0x40, 0xd0, 255],
      0,
    ])
  })

  it('has the size that browsers give it where it says nothing of it', async () => {
    const large = await render(`<svg ${NS}><rect x="150" width="150" height="75" fill="#e02010"/></svg>`, 'large')
    expect([large.width, large.height]).toEqual([1200, 600])
    expect([large.at(0.51, 0.01), large.at(0.99, 0.49)]).toEqual([
      [0xe0, 0x20, 0x10, 255],
      [0xe0, 0x20, 0x10, 255],
    ])
    expect([large.at(0.49, 0.01)[3], large.at(0.99, 0.51)[3]]).toEqual([0, 0])
  })

  it('has thin lines that are sharp', async () => {
    const large = await render(
      `<svg ${NS} viewBox="0 0 24 16"><path d="M12 0V16" stroke="#102030" stroke-width="0.04"/></svg>`,
      'large',
    )
    const across = Array.from({ length: 8 }, (_, i) => large.at((596.5 + i) / 1200, 0.5)[3])
    expect(across).toEqual([0, 0, 0, 255, 255, 0, 0, 0]) // two pixels of 1,200, and nothing beside them
  })

  it('loads nothing from elsewhere', async () => {
    const loads = `<svg ${NS} xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10"><style>@import url("file:///etc/passwd");</style>
      <image xlink:href="file:///etc/none.png" width="10" height="10"/><image href="http://127.0.0.1:9/x.png" width="10" height="10"/>
      <script>while (true) {}</script><rect width="5" height="10" fill="#e02010"/></svg>`
    const medium = await render(loads, 'medium')
    expect([medium.at(0.2, 0.5), medium.at(0.8, 0.5)[3]]).toEqual([[0xe0, 0x20, 0x10, 255], 0])
  })
})

describe('a drawing is refused', () => {
  it.each([
    ['that is cut short', `<svg ${NS} width="10" height="10"><rect`, /^damaged: /],
    ['that has no size', `<svg ${NS} width="0" height="0"/>`, /^damaged: /],
    [
      'that nests a hundred thousand groups',
      `<svg ${NS} width="9" height="9">${'<g>'.repeat(1e5)}${'</g>'.repeat(1e5)}</svg>`,
      /^damaged: /,
    ],
    [
      'whose entities hold others',
      `<!DOCTYPE svg [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><svg ${NS} width="9" height="9"><text>&b;</text></svg>`,
      /^unsupported: .*entities/,
    ],
    [
      'whose entities hold others behind a tag',
      `<!DOCTYPE svg [<!ENTITY a "lol"><!ENTITY b "<g>&a;</g>">]><svg ${NS} width="9" height="9"><text>&b;</text></svg>`,
      /^unsupported: .*entities/,
    ],
    [
      'whose entities lie elsewhere',
      `<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg ${NS} width="9" height="9"><text>&a;</text></svg>`,
      /^unsupported: .*entities/,
    ],
    [
      'that is longer than eight megabytes',
      `<svg ${NS} width="9" height="9">${' '.repeat(2 ** 23)}</svg>`,
      /^unsupported: .*bytes/,
    ],
    [
      'that unzips to more',
      gzipSync(`<svg ${NS} width="9" height="9">${' '.repeat(2 ** 25)}</svg>`),
      /^unsupported: .*bytes/,
    ],
  ])('%s', async (_, svg, expected) => {
    const refusal = await refusalOf(svg).then((at) =>
      at === 'none' ? render(svg, 'medium').then(String, (error: Refused) => `${error.reason}: ${error.message}`) : at,
    )
    expect(refusal).toMatch(expected)
  })
})

it('what is no drawing is not taken for one', () => {
  for (const text of ['<html><svg/></html>', '<svgx/>', 'svg', '<!-- <svg> ', '<?xml version="1.0"?><a/>', '']) {
    expect(sniff(Buffer.from(text))).toBeNull()
  }
  expect(sniff(gzipSync('<html/>'))).toBeNull()
})
