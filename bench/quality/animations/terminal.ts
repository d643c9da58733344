import type { Pixels } from '../../../src/image/sharp.ts'
import { box, drawn, type Graphic } from '../drawing/drawing.ts'
import { prose, seeded } from '../drawing/random.ts'
import { text, widthOf } from '../drawing/text.ts'
import { gifOf, joined, windowOf } from './frames.ts'

const SIZE = [720, 432] as const
const STYLE = { size: 11, mono: true, weight: 1.7 }
const [LINE, LEFT, FRAMES] = [18, 12, 48]
const COLOURS = ['#e6e6e6', '#50fa7b', '#8b93a7', '#f1fa8c', '#6cb6ff', '#ff5555']

/** A recording of a terminal: a command is typed, and its answer scrolls by. */
export const recordedTerminal: Graphic = {
  name: 'terminal, recorded',
  async file() {
    const random = seeded(71)
    const lines = Array.from({ length: 60 }, (_, index) => prose(random, 4 + (index % 7)).join(' '))
    const body = lines.map((words, index) =>
      text(words, LEFT, 14 + index * LINE, { ...STYLE, colour: COLOURS[index % COLOURS.length]! }),
    )
    const session = await drawn(SIZE[0], lines.length * LINE, body.join(''), '#161821')
    const typed = Math.ceil(widthOf(lines[0]!, STYLE))
    const frames = Array.from({ length: FRAMES }, (_, frame): Pixels => {
      const shown = Math.max(1, frame - 11)
      const screen = windowOf(session, 0, Math.max(0, (shown - 24) * LINE), SIZE)
      const end = LEFT + (frame < 12 ? Math.round((typed * frame) / 11) : SIZE[0])
      blank(screen, end, Math.min(shown, 24))
      return screen
    })
    return gifOf(joined(frames))
  },
}

/** Paints over what has not been written yet, and puts the cursor there. */
function blank({ data, width, height }: Pixels, end: number, lines: number): void {
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor(y / LINE)
    const from = row < lines - 1 ? width : row === lines - 1 ? end : 0
    for (let x = from; x < width; x += 1) {
      const isCursor = row === lines - 1 && x - from < 7 && y % LINE > 2
      data.set(isCursor ? [0xe6, 0xe6, 0xe6] : [0x16, 0x18, 0x21], (y * width + x) * 3)
    }
  }
}

/** A page that scrolls under a fixed bar, with a chart and buttons on it. */
export const scrollingPage: Graphic = {
  name: 'screen, scrolled',
  async file() {
    const random = seeded(72)
    const cards = Array.from({ length: 12 }, (_, index) => {
      const y = 20 + index * 150
      const bars = Array.from({ length: 14 }, (_, bar) => {
        const high = Math.round(random.between(8, 90))
        return box(30 + bar * 16, y + 120 - high, 11, high, COLOURS[(index + bar) % COLOURS.length]!)
      })
      const words = Array.from({ length: 5 }, (_, line) =>
        text(prose(random, 6).join(' '), 280, y + 30 + line * 20, { size: 10 }),
      )
      return [box(15, y, 610, 135, '#f4f6fb', 'rx="8"'), ...bars, ...words].join('')
    })
    const page = await drawn(640, 1840, cards.join(''))
    const frames = Array.from({ length: 32 }, (_, frame) => windowOf(page, 0, frame * 23, [640, 400]))
    return gifOf(joined(frames))
  },
}
