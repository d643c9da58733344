import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { createCodePoints } from '../../../src/image/code-points.ts'
import { createCoverage } from '../../../src/image/fonts/coverage.ts'
import { damageOfFont, fontFilesIn, fontVariables, foreignFontconfig } from '../../../src/image/fonts/fonts.ts'
import { isSeen, scriptOf } from '../../../src/image/fonts/scripts.ts'
import { FIRST } from '../../../src/image/svg/content.ts'
import { typefaceSet } from '../../../src/recipe.ts'
import { collect, makeFont } from './make-font.ts'

const ours = new URL('../../../src/image/fonts/', import.meta.url)
const typefaces = new URL('typefaces', ours).pathname
const folder = mkdtempSync(join(tmpdir(), 'sizewright-fonts-'))
afterAll(() => rmSync(folder, { recursive: true }))

const codePoint = (character: string) => character.codePointAt(0)!

function damageOf(bytes: Uint8Array): string | null {
  const file = join(folder, 'any.ttf')
  writeFileSync(file, bytes)
  return damageOfFont(file)
}

/** Which of some characters a font file has. */
function coveredBy(bytes: Uint8Array, characters: string): string {
  const of = mkdtempSync(join(folder, 'of-'))
  writeFileSync(join(of, 'any.ttf'), bytes)
  const covered = createCoverage()([of])
  return Array.from(characters)
    .filter((one) => covered.has(codePoint(one)))
    .join('')
}

describe('the fonts that come along', () => {
  const covered = createCoverage()([typefaces, '/nowhere'])

  it('are those of the set that is part of the recipes of drawings', () => {
    const files = ['fonts.conf', ...fontFilesIn(typefaces).map((name) => `typefaces/${name}`)]
    const hash = createHash('sha256')
    for (const file of files) hash.update(file).update(readFileSync(new URL(file, ours)))
    // Whoever changes one raises the number: only then are drawings made anew.
    expect([typefaceSet, hash.digest('hex').slice(0, 16)]).toEqual([1, '210e08330d1316ea'])
  })

  it('are whole, with their licences beside them', () => {
    for (const name of fontFilesIn(typefaces)) expect([name, damageOfFont(join(typefaces, name))]).toEqual([name, null])
    expect(readdirSync(typefaces).filter((name) => name.startsWith('LICENSE'))).toHaveLength(2)
  })

  it('have as many characters as fontconfig finds in them', () => {
    expect([...covered.without(createCodePoints())]).toHaveLength(6060) // fc-query --format '%{charset}\n'
  })

  it('have Latin, Greek, Cyrillic, and what else is common in drawings', () => {
    const wanted = 'AzÀÿĀſΑΩάώЀЯяѣіїґ→←↑↓⇒∑∏√∞≤≥≠≈±×÷°µ€£©®™…–—“”„«»•✓✗★☐☑■□▲▼◆●─│┌┐½²₂'
    expect(Array.from(wanted).filter((one) => !covered.has(codePoint(one)))).toEqual([])
    expect(['漢', 'か', '한', 'ไ', 'अ'].filter((one) => covered.has(codePoint(one)))).toEqual([])
  })

  it('have all characters for which no font is asked', () => {
    const latin = Array.from({ length: FIRST }, (_, index) => index).filter(isSeen)
    expect(latin.length).toBeGreaterThan(500)
    expect(latin.filter((one) => !covered.has(one))).toEqual([])
  })
})

describe('a font file', () => {
  const han = { family: 'Test', characters: '漢字' } as const

  it.each([
    ['of format 4', makeFont({ ...han, format: 4 })],
    ['of format 12', makeFont(han)],
    [
      'that is a collection',
      collect([makeFont({ ...han, characters: '漢' }), makeFont({ ...han, characters: '字', format: 4 })]),
    ],
  ])('%s tells its characters', (_, bytes) => {
    expect(damageOf(bytes)).toBeNull()
    expect(coveredBy(bytes, '漢字語A\uffff')).toBe('漢字')
  })

  it('beyond the first 65,536 characters tells them, too', () => {
    expect(coveredBy(makeFont({ family: 'Test', characters: '😀𝑥' }), '😀𝑥😁')).toBe('😀𝑥')
  })

  it.each([
    ['is empty', Buffer.alloc(0), /damaged/],
    ['is something else', Buffer.from('wOF2'.padEnd(99)), 'is no TTF, OTF or TTC font'],
    [
      'is a picture',
      readFileSync(new URL('../../../src/local/samples/logo.png', import.meta.url)),
      'is no TTF, OTF or TTC font',
    ],
    ['has half of it', makeFont(han).subarray(0, 500), 'is damaged: it ends before its tables do'],
    ['has a beginning', makeFont(han).subarray(0, 40), /is damaged: it ends before/],
    ['says that it has more tables than any', patched(makeFont(han), 4, 0xffff), /says that it has 65535 tables/],
    [
      'is a collection of more fonts than any',
      Buffer.concat([Buffer.from('ttcf'), Buffer.alloc(4), Buffer.from([255, 255, 255, 255])]),
      /says that it holds 4294967295 fonts/,
    ],
    ['is a collection of collections', collect([collect([makeFont(han)])]), 'is no TTF, OTF or TTC font'],
    ['has no table of characters', renamed(makeFont(han), 'cmap'), 'is damaged: it has no table of characters'],
    [
      'is a symbol font',
      patched(makeFont(han), cmapOf(makeFont(han)) + 6, 0),
      'cannot be used: it does not tell its characters by Unicode',
    ],
    [
      'has more groups than bytes',
      patched(makeFont(han), cmapOf(makeFont(han)) + 12 + 12, 0xffff),
      /is damaged: it ends before/,
    ],
    [
      'names its last character twice',
      makeFont({ ...han, characters: '漢漢' }),
      'is damaged: its table of characters is out of order',
    ],
    [
      'names one twice in format 4',
      makeFont({ ...han, characters: '漢漢', format: 4 }),
      'is damaged: its table of characters is out of order',
    ],
  ])('that %s is told of', (_, bytes, says) => {
    expect(damageOf(bytes)).toEqual(typeof says === 'string' ? says : expect.stringMatching(says))
  })

  it('that is damaged anywhere is read to its end, or told of', () => {
    const fonts = [makeFont(han), makeFont({ ...han, format: 4 }), collect([makeFont(han)])]
    const damages = fc.array(fc.tuple(fc.nat(1500), fc.nat(255)), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.constantFrom(...fonts), damages, fc.option(fc.nat(1500)), (font, changes, end) => {
        const bytes = Buffer.from(font.subarray(0, end ?? font.length))
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte
        const damage = damageOf(bytes)
        expect(damage ?? 'whole').toMatch(/^(?:whole$|is damaged: |is no |cannot be used: )/)
      }),
      { numRuns: 300 },
    )
  })

  it('that lies about all of Unicode, again and again, is given up at once', () => {
    const all = Array.from({ length: 200_000 }, () => '\0\0\0\0\0\x10\xff\xff\0\0\0\x01').join('')
    const groups = `\0\x0c\0\0\0\x24\x9f\x10\0\0\0\0\0\x03\x0d\x40${all}`
    const font = renamed(makeFont(han), 'cmap', Buffer.from(`\0\0\0\x01\0\x03\0\x0a\0\0\0\x0c${groups}`, 'latin1'))
    expect(damageOf(font)).toBe('is damaged: its table of characters is out of order')
  })

  it('of which each table says that it has all of Unicode is given up, too', () => {
    const subtable = '\0\x0c\0\0\0\0\0\x1c\0\0\0\0\0\0\0\x01\0\0\0\0\0\x10\xff\xff\0\0\0\x01'
    const count = 60
    const records = Array.from({ length: count }, (_, index) => {
      const at = 4 + 8 * count + subtable.length * index
      return `\0\x03\0\x0a\0\0${String.fromCodePoint(at >> 8, at & 255)}`
    })
    const table = `\0\0\0${String.fromCodePoint(count)}${records.join('')}${subtable.repeat(count)}`
    const font = renamed(makeFont(han), 'cmap', Buffer.from(table, 'latin1'))
    expect(damageOf(font)).toBe('is damaged: it says that it has more characters than there are')
  })
})

describe('what a font lacks', () => {
  it('is told by the script, or else as exactly as can be', () => {
    const named = Array.from('漢かカ한عहไא😀∮ꙮ𓀀𝑥').map((one) => scriptOf(codePoint(one)))
    expect(named).toEqual([
      'Han',
      'Hiragana',
      'Katakana',
      'Hangul',
      'Arabic',
      'Devanagari',
      'Thai',
      'Hebrew',
      'emoji',
      'U+222E',
      'Cyrillic',
      'Egyptian Hieroglyphs',
      'U+1D465',
    ])
    expect(scriptOf(0xf015)).toBe('U+F015')
  })

  it('is nothing that nobody sees by itself', () => {
    const unseen = [
      0x20, 0xa0, 0x3000, 0x200b, 0x200d, 0x2028, 0xfe0f, 0xe0100, 0x301, 0x20e3, 0x3164, 0xfeff, 0x202e, 0xd800,
      0xffff, 0x378, 0x10ffff,
    ]
    expect(unseen.filter(isSeen)).toEqual([])
    expect([0x41, 0x30, 0x21, 0x24, 0x6f22, 0xe000, 0x1f600].filter((one) => !isSeen(one))).toEqual([])
  })
})

it('fontconfig is told of our fonts, unless somebody has told it of others', () => {
  const { FONTCONFIG_FILE: file = '' } = fontVariables('/more', {})
  expect(file).toMatch(/fonts\.conf$/)
  expect(fontVariables('/more', { FONTCONFIG_FILE: file })).toEqual(fontVariables('/more', {}))
  for (const [environment, variable] of [
    [{}, null],
    [{ FONTCONFIG_FILE: '' }, null],
    [{ FONTCONFIG_FILE: file, FONTCONFIG_PATH: '/etc/fonts' }, null],
    [{ FONTCONFIG_FILE: '/mine.conf' }, 'FONTCONFIG_FILE'],
    [{ FONTCONFIG_PATH: '/etc/fonts' }, 'FONTCONFIG_PATH'],
  ] as const) {
    expect(foreignFontconfig(environment)).toBe(variable)
    expect('FONTCONFIG_FILE' in fontVariables('/more', environment)).toBe(variable === null)
  }
})

/** Where the table of characters lies. */
function cmapOf(font: Buffer): number {
  return font.readUInt32BE(font.indexOf('cmap') + 8)
}

function patched(font: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(font)
  copy.writeUInt16BE(value, at)
  return copy
}

/** The font with a table named otherwise, or with another in its place, at its end. */
function renamed(font: Buffer, tag: string, table?: Buffer): Buffer {
  const copy = Buffer.from(font)
  const record = copy.indexOf(tag)
  if (table === undefined) copy.write('none', record)
  else {
    copy.writeUInt32BE(copy.length, record + 8)
    copy.writeUInt32BE(table.length, record + 12)
  }
  return table === undefined ? copy : Buffer.concat([copy, table])
}
