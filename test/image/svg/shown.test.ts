import { describe, expect, it } from 'vitest'
import { inspect } from '../../../src/image/inspect.ts'
import {
  HAS_TEXT,
  HTML,
  NEEDS_HTML,
  catalogue,
  drawing,
  ink,
  labelled,
  look,
  refusalOf,
  settings,
  text,
} from './drawings.ts'

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
    ['a group that is chosen', drawing(`<switch><g ${HAS_TEXT}><text>漢</text></g><text>a</text></switch>`), 'Han'],
    ['what is hidden and used', drawing('<g display="none"><text id="a">漢</text></g><use href="#a"/>'), 'Han'],
    ['a symbol that is used', drawing('<symbol id="a"><text>漢</text></symbol><use href="#a"/>'), 'Han'],
    [
      'an unused text that is named',
      drawing('<defs><text id="a">漢</text></defs><text><tref xlink:href="#a"/></text>'),
      'Han',
    ],
    ['a mask', drawing('<defs><mask id="a"><text>漢</text></mask></defs><path mask="url(#a)" d="M0 0h9v9"/>'), 'Han'],
    ['a style that shows it', drawing('<style>text { display: inline }</style><text display="none">漢</text>'), 'Han'],
    ['a remark that would hide it', drawing('<text style="/* ;display:none; */">漢</text>'), 'Han'],
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
    [
      'that are in a group, without text instead',
      `<switch><g ${NEEDS_HTML}><foreignObject>${HTML}</foreignObject></g></switch>`,
    ],
    [
      'in a switch that is in a group, without text instead',
      `<switch><g ${NEEDS_HTML}><switch><g><foreignObject>${HTML}</foreignObject></g></switch></g></switch>`,
    ],
    ['that reach out of no width', `<foreignObject width="0" style="overflow: visible">${HTML}</foreignObject>`],
    ['whose width a style says', `<foreignObject width="0" style="width: 90px">${HTML}</foreignObject>`],
    ['that are little', `<foreignObject width="0.5" height=".5">${HTML}</foreignObject>`],
    ['that a style shows', `<g display="none" style="display: inline"><foreignObject>${HTML}</foreignObject></g>`],
    ['that say they were hidden', `<g data-a=' display="none"'><foreignObject>${HTML}</foreignObject></g>`],
    ['that are used', `<defs><g id="a"><foreignObject>${HTML}</foreignObject></g></defs><use href="#a"/>`],
    ['that are in a pattern', `<defs><pattern><foreignObject>${HTML}</foreignObject></pattern></defs>`],
    ['behind what is hidden', `<g display="none"><g/></g><defs/><foreignObject>${HTML}</foreignObject>`],
    ['with more than blanks', '<foreignObject>&#160;&nbsp;&a;</foreignObject>'],
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
    ['text after what is chosen', drawing('<switch><text>a</text><text>漢</text></switch>')],
    [
      'text that needs what there is not',
      drawing(`<switch><g ${NEEDS_HTML}><text>漢</text></g><text>a</text></switch>`),
    ],
    ['hidden text', drawing('<text display="none">漢</text><g style="fill: red; display : None"><text>漢</text></g>')],
    ['text in what is not used', drawing('<defs><text>漢</text></defs><symbol><g><text>漢</text></g></symbol>')],
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
    ['HTML in a group with text instead', labelled(`<foreignObject width="90" height="40">${HTML}</foreignObject>`)],
    [
      'HTML in a switch in a group with text instead',
      labelled(`<switch><foreignObject ${NEEDS_HTML}>${HTML}</foreignObject></switch>`),
    ],
    [
      'HTML for readers of a language',
      drawing(`<switch><foreignObject systemLanguage="en">${HTML}</foreignObject><text>a</text></switch>`),
    ],
    [
      'HTML of blanks',
      drawing(
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">&#160;&#xA0;\u00a0&nbsp;\u200b <![CDATA[ ]]></p></foreignObject>',
        '<!DOCTYPE svg [<!ENTITY nbsp "\u00a0">]>',
      ),
    ],
    ...['width="0"', 'width="9" height="0px"', 'display="none"', 'style="display:none"'].map((attributes) => [
      `HTML with ${attributes}`,
      drawing(`<foreignObject ${attributes}>${HTML}</foreignObject>`),
    ]),
    ...['g display="none"', 'g style="display:none !important;"', 'defs', 'symbol', 'clipPath', 'mask'].map(
      (around) => [
        `HTML in ${around}`,
        drawing(
          `<${around}><g><foreignObject width="9" height="9">${HTML}</foreignObject></g></${around.split(' ')[0]}>`,
        ),
      ],
    ),
    [
      'Chinese in HTML that has text instead',
      drawing(
        `<switch><foreignObject ${NEEDS_HTML}><p xmlns="http://www.w3.org/1999/xhtml">漢</p></foreignObject><text>Han</text></switch>`,
      ),
    ],
  ])('for %s', async (_, svg) => {
    expect(await refusalOf(svg)).toBe('none')
  })

  it('and the text is drawn that stands beside a group of HTML', async () => {
    const label = await look(labelled(`<foreignObject width="90" height="40">${HTML}</foreignObject>`))
    expect(ink(label)).toBeGreaterThan(5000)
    expect(Buffer.compare(label, await look(text('label')))).toBe(0)
  })

  it('where a switch has nothing for all: nothing of it is drawn', async () => {
    const none =
      '<switch><text y="40" systemLanguage="de">Hallo</text><text y="40" systemLanguage="en">Hello</text></switch>'
    expect(await refusalOf(drawing(none))).toBe('none')
    expect(ink(await look(drawing(none)))).toBe(0)
  })

  it('and shows no words of draw.io that are for others', async () => {
    const words = `<switch><g ${NEEDS_HTML}/><a xlink:href="https://www.drawio.com"><text x="5" y="40">Text is not SVG - cannot display</text></a></switch>`
    expect(ink(await look(drawing(`<path d="M0 0h9v9"/>${words}`)))).toBe(
      ink(await look(drawing('<path d="M0 0h9v9"/>'))),
    )
  })
})
