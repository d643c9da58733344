import { describe, expect, it } from 'vitest'
import { drawing, ink, look, text } from './drawings.ts'

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
