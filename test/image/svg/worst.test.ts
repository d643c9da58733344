import { describe, expect, it } from 'vitest'
import { inspect } from '../../../src/image/inspect.ts'
import { HTML, NEEDS_HTML, catalogue, drawing, refusalOf, settings, text } from './drawings.ts'

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
    const lost = `<g ${NEEDS_HTML}><foreignObject>a</foreignObject>`
    expect(await told(drawing(`<switch>${lost}`.repeat(6e4) + '</g></switch>'.repeat(6e4)))).toBe('foreign-html')
  })

  it('a long entity that is named often is read once', async () => {
    const named = (value: string) => `<!DOCTYPE svg [<!ENTITY a "${value.repeat(1e6)}">]>`
    const names = '&a;'.repeat(1e6)
    expect(await told(drawing(names, named('漢')))).toBe('none')
    expect(await told(drawing(`<foreignObject>${names}</foreignObject>`, named(' ')))).toBe('none')
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
