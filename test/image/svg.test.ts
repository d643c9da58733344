import { crc32, deflateSync, gzipSync } from 'node:zlib'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { execPath, kill } from 'node:process'
import sharp from 'sharp'
import { describe, expect, it, vi } from 'vitest'
import { createCatalogue } from '../../src/catalogue.ts'
import { resolveConfig } from '../../src/config.ts'
import { Refused } from '../../src/errors.ts'
import { openPicture } from '../../src/image/picture.ts'
import { decoders, sniff } from '../../src/image/sniff.ts'
import { startSvgProcess } from '../../src/image/svg-process.ts'

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
      expect([medium.contentType, medium.width, medium.height]).toEqual(['image/jpeg', 600, 400])
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
      <image xlink:href="file:///work/none.png" width="10" height="10"/><image href="http://127.0.0.1:9/x.png" width="10" height="10"/>
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
      'that uses what uses what uses',
      `<svg ${NS} width="9" height="9"><g id="a0"><rect width="1" height="1"/></g>${Array.from({ length: 40 }, (_, i) => `<g id="a${i + 1}"><use href="#a${i}"/><use href="#a${i}"/></g>`).join('')}<use href="#a40"/></svg>`,
      /^(?:damaged|unsupported): /, // whichever bound a busy machine meets first
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
      'that holds a picture of 132 million pixels in 22 kB',
      `<svg ${NS} width="9" height="9"><image width="9" height="9" href="data:image/png;base64,${grayPng(11_500).toString('base64')}"/></svg>`,
      /^unsupported: .*512 MB of memory/,
    ],
    [
      'whose pattern is drawn on 900 million pixels',
      `<svg ${NS} viewBox="0 0 1200 1200"><pattern id="p" width="30000" height="30000" patternUnits="userSpaceOnUse"><rect width="30000" height="30000"/></pattern><rect width="1200" height="1200" fill="url(#p)"/></svg>`,
      /^unsupported: .*512 MB of memory/,
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

  it('that takes too long to draw, whose process is gone then', async () => {
    const filters = '<feGaussianBlur stdDeviation="20"/>'.repeat(2000)
    const svg = Buffer.from(
      `<svg ${NS} width="900" height="900"><filter id="f">${filters}</filter><rect filter="url(#f)" width="900" height="900"/></svg>`,
    )
    const process = startSvgProcess(1500)
    await expect(process.ask({ ask: 'pixels', svg, width: 900, height: 900 })).rejects.toMatchObject({
      reason: 'unsupported',
    })
    expect(process.isAlive()).toBe(false)
  })
})

describe('a process that draws', () => {
  const quick = Buffer.from(`<svg ${NS} viewBox="0 0 24 16">${QUARTERS}</svg>`)
  const slow = Buffer.from(
    `<svg ${NS} width="900" height="900"><filter id="f">${'<feGaussianBlur stdDeviation="20"/>'.repeat(2000)}</filter><rect filter="url(#f)" width="900" height="900"/></svg>`,
  )

  it('has one time for all that it is asked', async () => {
    const process = startSvgProcess(500)
    async function askAll() {
      for (let asked = 0; asked < 1000; asked += 1)
        await process.ask({ ask: 'pixels', svg: quick, width: 400, height: 400 })
    }
    await expect(askAll()).rejects.toMatchObject({ reason: 'unsupported' })
  })

  it('has time while it is asked nothing', async () => {
    const process = startSvgProcess(1000)
    await process.ask({ ask: 'size', svg: slow })
    await new Promise((resolve) => setTimeout(resolve, 1200))
    await expect(process.ask({ ask: 'size', svg: slow })).resolves.toEqual({ width: 900, height: 900 })
    process.end()
  })

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('that %s ends says nothing of the drawing', async (signal) => {
    const process = startSvgProcess()
    const asked = process.ask({ ask: 'pixels', svg: slow, width: 900, height: 900 })
    setTimeout(() => kill(process.pid!, signal), 700)
    const error = await asked.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Error)
    expect(error).not.toBeInstanceOf(Refused)
  })

  it('that crashes does', async () => {
    const process = startSvgProcess()
    const asked = process.ask({ ask: 'pixels', svg: slow, width: 900, height: 900 })
    setTimeout(() => kill(process.pid!, 'SIGSEGV'), 700)
    await expect(asked).rejects.toMatchObject({ reason: 'damaged' })
  })

  it('ends with whoever started it, in the middle of drawing', async () => {
    const parent = spawn(
      execPath,
      [
        '--input-type=module-typescript',
        '-e',
        `import { startSvgProcess } from ${JSON.stringify(import.meta.resolve('../../src/image/svg-process.ts'))}
        const drawing = startSvgProcess()
        drawing.ask({ ask: 'pixels', svg: Buffer.from(process.argv[1], 'base64'), width: 900, height: 900 })
        setTimeout(() => process.stdout.write(String(drawing.pid)), 700)`,
        slow.toString('base64'),
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    )
    const [pid] = (await once(parent.stdout, 'data')) as [Buffer] // oxlint-disable-line typescript/no-unsafe-type-assertion -- a stream's
    expect(isRunning(Number(pid))).toBe(true)
    parent.kill('SIGKILL')
    await vi.waitFor(() => expect(isRunning(Number(pid))).toBe(false), 5000)
  })
})

/** What has ended and was not buried yet does not run. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

it('what is no drawing is not taken for one', () => {
  for (const text of ['<html><svg/></html>', '<svgx/>', 'svg', '<!-- <svg> ', '<?xml version="1.0"?><a/>', '']) {
    expect(sniff(Buffer.from(text))).toBeNull()
  }
  expect(sniff(gzipSync('<html/>'))).toBeNull()
})

/** A square of black: 1 bit a pixel, which a decoder makes four bytes of. */
function grayPng(side: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header[8] = 1
  const rows = deflateSync(Buffer.alloc((Math.ceil(side / 8) + 1) * side))
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  const body = Buffer.concat([Buffer.from(type), data])
  ends.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
}
