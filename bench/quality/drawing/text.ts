import { glyphs } from './font.ts'

interface Style {
  /** The height of a capital in pixels. */
  readonly size: number
  readonly colour?: string
  /** The width of the pen: 1.6 is regular, 2.4 bold. The size of a capital is 14. */
  readonly weight?: number
  readonly anchor?: 'start' | 'middle' | 'end'
  /** Whether all letters are as wide, as in a terminal. */
  readonly mono?: boolean
}

const GAP = 1.6
const MONO = 11.5
/** Where a letter stands that is no letter of ours. */
const NONE = [6, ''] as const

/** A line of text, its baseline beginning (or with its middle, or ending) at a point. */
export function text(words: string, x: number, y: number, style: Style): string {
  const { size, colour = '#222', weight = 1.6, anchor = 'start', mono = false } = style
  const scale = size / 14
  const share = { start: 0, middle: 0.5, end: 1 }[anchor]
  let at = 0
  const letters = words.split('').map((letter) => {
    const [advance, path] = glyphs[letter] ?? NONE
    const left = mono ? at + (MONO - advance) / 2 : at
    at += mono ? MONO : advance + GAP
    return path === '' ? '' : `<path d="${path}" transform="translate(${round(left)})"/>`
  })
  const left = x - share * at * scale
  return `<g transform="translate(${round(left)} ${round(y)}) scale(${round(scale)})" fill="none" stroke="${colour}" stroke-width="${weight}" stroke-linecap="round" stroke-linejoin="round">${letters.join('')}</g>`
}

/** How wide a line of text is, in pixels. */
export function widthOf(words: string, { size, mono = false }: Pick<Style, 'size' | 'mono'>): number {
  const advances = words.split('').map((letter) => (mono ? MONO : (glyphs[letter] ?? NONE)[0] + GAP))
  return (advances.reduce((sum, advance) => sum + advance, 0) * size) / 14
}

/** Breaks words into lines. @param width in pixels */
export function lines(words: readonly string[], width: number, style: Pick<Style, 'size' | 'mono'>): string[] {
  const broken: string[] = []
  let line = ''
  for (const word of words) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && widthOf(longer, style) > width) {
      broken.push(line)
      line = word
    } else line = longer
  }
  return [...broken, line]
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
