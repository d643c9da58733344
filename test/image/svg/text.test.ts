import { describe, expect, it } from 'vitest'
import { createCatalogue } from '../../../src/config/catalogue.ts'
import { resolveConfig } from '../../../src/config/config.ts'
import { Refused } from '../../../src/errors.ts'
import { inspect } from '../../../src/image/inspect.ts'
import { openPicture } from '../../../src/image/picture.ts'
import { decoders } from '../../../src/image/sniff.ts'
import { sharp } from '../../../src/image/sharp.ts'

const settings = resolveConfig({ variants: { medium: { width: 200 } } })
const catalogue = createCatalogue(settings, decoders)
const drawing = (inside: string, prolog = '') =>
  `${prolog}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="200" height="50" font-size="30">${inside}</svg>`
const HTML = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Start</p></div>'
const NEEDS_HTML = 'requiredFeatures="http://www.w3.org/TR/SVG11/feature#Extensibility"'

async function refusalOf(svg: string): Promise<string> {
  try {
    ;(await openPicture(Buffer.from(svg), settings.limits, catalogue.boxes)).close()
    return 'none'
  } catch (error) {
    if (error instanceof Refused) return `${error.reason}: ${error.message}`
    throw error
  }
}

/** How a drawing looks: its opacity, pixel by pixel. */
async function look(svg: string): Promise<Buffer> {
  const picture = await openPicture(Buffer.from(svg), settings.limits, catalogue.boxes)
  const { bytes } = await picture.render(catalogue.pictures.get('medium')!)
  return sharp(bytes).ensureAlpha().extractChannel(3).raw().toBuffer()
}

/** The sum of all that is drawn. */
const ink = (pixels: Buffer) => pixels.reduce((sum, alpha) => sum + alpha, 0)
const text = (words: string, attributes = '') => drawing(`<text x="5" y="40" ${attributes}>${words}</text>`)

describe('text in a drawing', () => {
  it.each(['AB', 'ГД', 'ΓΔ', '→↑', '∑√'])('%s is drawn with letters, of which none is like the other', async (pair) => {
    const [first = '', second = ''] = Array.from(pair)
    const [a, b, nothing] = [await look(text(first)), await look(text(second)), await look(text(' ') + ' ')]
    expect(ink(nothing)).toBe(0)
    expect(ink(a)).toBeGreaterThan(5000)
    expect(Buffer.compare(a, b)).not.toBe(0)
  })

  it.each([
    ['bold', 'font-weight="bold"'],
    ['italic', 'font-style="italic"'],
    ['with serifs', 'font-family="Times New Roman"'],
    ['of one width', 'font-family="Courier New"'],
  ])('can be %s', async (_, attributes) => {
    const plain = 'font-family="Arial"'
    expect(Buffer.compare(await look(text('Rage', plain)), await look(text('Rage', attributes)))).not.toBe(0)
  })

  it.each([
    ['Arial', ['Helvetica', 'sans-serif', 'system-ui', 'Roboto', 'Nobody Knows', "'Segoe UI', Arial"]],
    ['Times New Roman', ['Times', 'serif', 'Georgia', 'ui-serif', 'Liberation Serif']],
    ['Courier New', ['Courier', 'monospace', 'Consolas', 'ui-monospace']],
  ])('%s looks like its like', async (family, others) => {
    const first = await look(text('Rage', `font-family="${family}"`))
    for (const other of others) {
      expect([other, Buffer.compare(first, await look(text('Rage', `font-family="${other}"`)))]).toEqual([other, 0])
    }
  })

  it('is chosen for nobody’s language, whatever the environment says', async () => {
    const before = process.env['LANG']
    process.env['LANG'] = 'en_US.UTF-8'
    try {
      const chosen = drawing(
        '<switch><text y="40" systemLanguage="en">English</text><text y="40">Other</text></switch>',
      )
      expect(Buffer.compare(await look(chosen), await look(drawing('<text y="40">Other</text>')))).toBe(0)
    } finally {
      if (before === undefined) delete process.env['LANG']
      else process.env['LANG'] = before
    }
  })
})

describe('a drawing is refused', () => {
  const no = (scripts: string) =>
    `no-font: the drawing has text in ${scripts}, for which there is no font: name a folder with one as fonts`

  it.each([
    ['Chinese', text('漢字'), 'Han'],
    ['several scripts', text('漢字 か カ 한글 ไทย'), 'Thai, Hiragana, Katakana'],
    ['an icon of a font of its own', text('\uf015'), 'U+F015'],
    ['an emoji with a variation selector', text('ok ✅\ufe0f'), 'emoji'],
    ['a number', text('&#x6F22;'), 'Han'],
    ['a long number', text(`&#${'0'.repeat(1000)}28450;`), 'Han'],
    ['a literal section', text('<![CDATA[<漢>]]>'), 'Han'],
    ['an entity', drawing('<text>&han;</text>', '<!DOCTYPE svg [<!ENTITY han "漢">]>'), 'Han'],
    ['an entity with elements', drawing('&han;', "<!DOCTYPE svg [<!ENTITY han '<text>漢</text>'>]>"), 'Han'],
    ['a span', text('a<tspan>漢</tspan>'), 'Han'],
    ['a prefix', '<s:svg xmlns:s="http://www.w3.org/2000/svg" width="9" height="9"><s:text>漢</s:text></s:svg>', 'Han'],
    ['what comes after an element without an end tag', text('<tspan/>漢'), 'Han'],
    ['a value with a >', drawing('<g data-a="a>"/><text data-b=\'">\'>漢</text>'), 'Han'],
  ])('for %s without a font', async (_, svg, scripts) => {
    expect(await refusalOf(svg)).toBe(no(scripts))
    const seen = await inspect(Buffer.from(svg), 'svg', settings.limits, catalogue.boxes)
    expect(seen.refused?.message).toContain(scripts)
  })

  it('in words that metadata can hold', async () => {
    expect(await refusalOf(text('漢'))).toMatch(/^[ -~]{1,200}$/)
    expect(await refusalOf(drawing(`<foreignObject>${HTML}</foreignObject>`))).toMatch(/^[ -~]{1,200}$/)
  })

  it.each([
    ['as mermaid has them', `<g><foreignObject width="9" height="9">${HTML}</foreignObject></g>`],
    ['that come before the text instead', `<switch><foreignObject>${HTML}</foreignObject><text>Start</text></switch>`],
    ['without text instead', `<switch><foreignObject ${NEEDS_HTML}>${HTML}</foreignObject></switch>`],
    [
      'with text instead that is elsewhere',
      `<switch><g><foreignObject ${NEEDS_HTML}>${HTML}</foreignObject></g><text>Start</text></switch>`,
    ],
    ['that are pictures', '<foreignObject><img xmlns="http://www.w3.org/1999/xhtml" src="a.png"/></foreignObject>'],
  ])('for labels in HTML %s', async (_, inside) => {
    expect(await refusalOf(drawing(inside))).toMatch(/^foreign-html: the drawing has labels in HTML/)
  })
})

describe('a drawing is not refused', () => {
  it.each([
    ['comments', drawing('<!-- <text>漢</text> --><text>a<!-- 漢 --></text>')],
    ['instructions', drawing('<text>a<?b 漢?></text>')],
    ['names', drawing('<g id="漢"><漢 xmlns="urn:a"/></g>')],
    [
      'styles, scripts and descriptions',
      drawing(
        '<style>/* 漢 */</style><script>漢</script><title>漢</title><desc><g>漢</g></desc><metadata>漢</metadata><text>a<title>漢</title></text>',
      ),
    ],
    ['text that is in no text element', drawing('漢<g>漢</g>')],
    ['an entity that nobody names', drawing('<text>a</text>', '<!DOCTYPE svg [<!ENTITY han "漢">]>')],
    [
      'text for readers of another language',
      drawing('<switch><text systemLanguage="zh">漢</text><text>a</text></switch>'),
    ],
    ['what is no character', text('\u200b\u200d\ufe0f\u3000')],
    ['combining marks', text('e\u0301\u0b3c')],
    [
      'HTML as draw.io has it',
      drawing(`<switch><foreignObject ${NEEDS_HTML}>${HTML}</foreignObject><text>Start</text></switch>`),
    ],
    ['HTML that nobody chooses', drawing(`<switch><text>Start</text><foreignObject>${HTML}</foreignObject></switch>`)],
    [
      'HTML that shows nothing',
      drawing(
        '<foreignObject><div xmlns="http://www.w3.org/1999/xhtml"> <style>p {}</style><span class="edgeLabel"/></div></foreignObject>',
      ),
    ],
    [
      'Chinese in HTML that has text instead',
      drawing(
        `<switch><foreignObject ${NEEDS_HTML}><p xmlns="http://www.w3.org/1999/xhtml">漢</p></foreignObject><text>Han</text></switch>`,
      ),
    ],
  ])('for %s', async (_, svg) => {
    expect(await refusalOf(svg)).toBe('none')
  })

  it('and shows no words of draw.io that are for others', async () => {
    const words = `<switch><g ${NEEDS_HTML}/><a xlink:href="https://www.drawio.com"><text x="5" y="40">Text is not SVG - cannot display</text></a></switch>`
    expect(ink(await look(drawing(`<path d="M0 0h9v9"/>${words}`)))).toBe(
      ink(await look(drawing('<path d="M0 0h9v9"/>'))),
    )
  })
})

describe('at its worst', () => {
  it('a text of all of Unicode is refused for the first of what it lacks', async () => {
    const all = Array.from({ length: 0x110000 - 0xa0 }, (_, index) => index + 0xa0)
      .filter((one) => one < 0xd800 || one > 0xdfff)
      .map((one) => String.fromCodePoint(one))
    expect(await refusalOf(text(all.join('').replaceAll(/[\uFFFE\uFFFF]/g, '')))).toMatch(
      /^no-font: the drawing has text in [^,]+, [^,]+, [^,]+, for/,
    )
  })

  /** What is told before anything is drawn, which would take its time. */
  const told = async (svg: string) =>
    (await inspect(Buffer.from(svg), 'svg', settings.limits, catalogue.boxes)).refused?.reason ?? 'none'

  it('half a million elements of text are read', async () => {
    const many = '<text>a</text>'.repeat(590_000)
    expect(await told(drawing(many))).toBe('none')
    expect(await told(drawing(`${many}<text>漢</text>`))).toBe('no-font')
  })

  it('a hundred thousand groups in each other are read, and what is in them', async () => {
    const deep = (inside: string) => drawing('<switch>'.repeat(1e5) + inside + '</switch>'.repeat(1e5))
    expect(await told(deep('<text>a</text>'))).toBe('none')
    expect(await told(deep('<text>漢</text>'))).toBe('no-font')
    expect(await told(deep(`<foreignObject>${HTML}</foreignObject>`))).toBe('foreign-html')
  })

  it('numbers are no characters that are larger than any, or have no end', async () => {
    for (const number of [
      `&#${'9'.repeat(1e6)};`,
      `&#x${'f'.repeat(1e6)};`,
      `&#${'9'.repeat(1e6)}`,
      '&#x110000;',
      '&#-1;',
    ]) {
      expect(await told(text(number))).toBe('none')
    }
    expect(await told(text(`&#x${'0'.repeat(1e6)}6f22;`))).toBe('no-font')
  })
})
