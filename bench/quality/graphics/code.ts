import { box, drawn, type Graphic, pngOf } from '../drawing/drawing.ts'
import { text, widthOf } from '../drawing/text.ts'

const [WIDTH, HEIGHT] = [1600, 1840]
const STYLE = { size: 14, mono: true, weight: 1.6 }
const LINE = 30
const [KEYWORD, STRING, NUMBER, COMMENT, PLAIN] = ['#cf222e', '#0a3069', '#0550ae', '#6e7781', '#24292f']

const SOURCE = `/** Keeps what was used last, and forgets the rest. */
export class Cache<Key, Value> {
  readonly #entries = new Map<Key, Value>()
  readonly #most: number

  constructor(most = 1024) {
    if (most < 1) throw new RangeError('a cache holds at least one entry')
    this.#most = most
  }

  get(key: Key): Value | undefined {
    const value = this.#entries.get(key)
    if (value === undefined) return undefined
    this.#entries.delete(key) // it goes to the end, as the last that was used
    this.#entries.set(key, value)
    return value
  }

  set(key: Key, value: Value): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size <= this.#most) return
    const oldest = this.#entries.keys().next()
    if (!oldest.done) this.#entries.delete(oldest.value)
  }
}

async function main() {
  const cache = new Cache<string, number>(256)
  for (let round = 0; round < 10; round += 1) {
    const answer = await fetch("https://example.com/" + round)
    const seconds = Number(answer.headers.get('age') ?? 3600)
    cache.set('page-' + round, seconds * 0.85)
  }
  // 512 more than fit: only the last ones stay
  return { found: cache.get('page-9'), lost: null, share: 12.5 }
}
`

/** A window of an editor: many small letters in few colours on white. */
export const code: Graphic = {
  name: 'code',
  async file() {
    const rows = `${SOURCE}\n${SOURCE}`.split('\n').slice(0, 58)
    const marked = box(70, 60 + 13 * LINE - 22, WIDTH, LINE, '#fff8c5')
    const body = rows.flatMap((row, index) => [
      text(String(index + 1), 60, 60 + index * LINE, { ...STYLE, anchor: 'end', colour: '#8c959f' }),
      coloured(row, 90, 60 + index * LINE),
    ])
    const wave = Array.from({ length: 30 }, (_, index) => `q2 ${index % 2 === 0 ? -5 : 5} 4 0`).join('')
    const fault = `<path d="M268 ${68 + 13 * LINE}${wave}" fill="none" stroke="#e00" stroke-width="1.5"/>`
    return pngOf(await drawn(WIDTH, HEIGHT, [box(0, 0, 74, HEIGHT, '#f6f8fa'), marked, ...body, fault].join('')))
  },
}

function coloured(row: string, x: number, y: number): string {
  let at = x
  const tokens = [...row.matchAll(/\/[/*].*|'[^']*'|"[^"]*"|[A-Za-z#]+|[\d.]+|\s+|./g)].map(([token]) => {
    const left = at
    at += widthOf(token, STYLE)
    return token.trim() === '' ? '' : text(token, left, y, { ...STYLE, colour: colourOf(token) })
  })
  return tokens.join('')
}

function colourOf(token: string): string {
  if (token.startsWith('/') && token.length > 1) return COMMENT
  if (/^['"]/.test(token)) return STRING
  if (/^\d/.test(token)) return NUMBER
  const isKeyword =
    /^(?:export|class|readonly|new|constructor|if|throw|const|return|void|async|function|for|let|await|undefined|null)$/.test(
      token,
    )
  return isKeyword ? KEYWORD : PLAIN
}
