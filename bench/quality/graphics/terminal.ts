import { box, drawn, type Graphic, pngOf } from '../drawing/drawing.ts'
import { seeded } from '../drawing/random.ts'
import { text, widthOf } from '../drawing/text.ts'

const [WIDTH, HEIGHT] = [1680, 1080]
const STYLE = { size: 14.5, mono: true, weight: 1.7 }
const LINE = 28
const [GREEN, RED, YELLOW, BLUE, GREY, WHITE] = ['#50fa7b', '#ff5555', '#f1fa8c', '#6cb6ff', '#8b93a7', '#e6e6e6']

type Part = readonly [colour: string, words: string]

/** A terminal: coloured letters on black, where light text has the fringes of coarse colours around it. */
export const terminal: Graphic = {
  name: 'terminal',
  async file() {
    const bar = [
      box(0, 0, WIDTH, 44, '#3a3f4b'),
      ...['#ee6a5f', '#f5bd4f', '#61c455'].map(
        (fill, index) => `<circle cx="${26 + index * 26}" cy="22" r="8" fill="${fill}"/>`,
      ),
      text('dev@harbour: ~/sizewright', WIDTH / 2, 28, { size: 12, anchor: 'middle', colour: '#ccc' }),
    ]
    const rows = session()
    const cursor = box(20 + widthOf('dev@harbour:~/app$ ', STYLE), 70 + (rows.length - 1) * LINE, 11, 22, WHITE)
    const lines = rows.map((parts, index) => {
      let x = 20
      return parts.map(([colour, words]) => {
        const at = x
        x += widthOf(words, STYLE)
        return text(words, at, 86 + index * LINE, { ...STYLE, colour })
      })
    })
    return pngOf(await drawn(WIDTH, HEIGHT, [...bar, ...lines.flat(), cursor].join(''), '#161821'))
  },
}

function session(): Part[][] {
  const random = seeded(41)
  const prompt = (command: string): Part[] => [
    [GREEN, 'dev@harbour'],
    [WHITE, ':'],
    [BLUE, '~/app'],
    [WHITE, `$ ${command}`],
  ]
  const files = ['src', 'test', 'docs', 'package.json', 'README.md', 'tsconfig.json', 'build.sh'].map(
    (name, index): Part[] => [
      [
        GREY,
        `${index < 3 ? 'd' : '-'}rw-r--r--  1 dev dev ${String(Math.floor(random() * 90000)).padStart(6)} Mar ${10 + index} 1${index}:42 `,
      ],
      [index < 3 ? BLUE : index === 6 ? GREEN : WHITE, name],
    ],
  )
  const tests = Array.from({ length: 17 }, (_, index): Part[] => {
    const failed = index === 11
    return [
      [failed ? RED : GREEN, failed ? ' x ' : ' + '],
      [WHITE, `test/${random.among(['path', 'recipe', 'edge', 'store', 'image'])}-${index}.test.ts `],
      [GREY, `(${Math.floor(random.between(1, 60))} tests) `],
      [YELLOW, `${Math.floor(random.between(3, 900))}ms`],
    ]
  })
  return [
    prompt('ls -l'),
    ...files,
    prompt('npm test'),
    [[GREY, '> vitest run --reporter=basic']],
    ...tests,
    [[RED, ' FAIL  test/image-11.test.ts > keeps the colours of thin lines']],
    [[RED, 'AssertionError: expected 62.4 to be greater than or equal to 85']],
    [
      [WHITE, ' Tests  '],
      [RED, '1 failed'],
      [GREY, ' | '],
      [GREEN, '412 passed'],
      [GREY, ' (413)'],
    ],
    [[GREY, ' Duration  14.22s (transform 1.31s, collect 3.02s, tests 9.40s)']],
    prompt(''),
  ]
}
