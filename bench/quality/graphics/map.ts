import { drawn, type Graphic, pngOf } from '../drawing/drawing.ts'
import { type Random, seeded } from '../drawing/random.ts'
import { text } from '../drawing/text.ts'

const [WIDTH, HEIGHT] = [2048, 1536]
const PLACES = [
  'Northgate',
  'Old Harbour',
  'Mill Lane',
  'Castle Hill',
  'Eastfield',
  'St Anne',
  'Riverside',
  'Lower Town',
]

/** A street map: areas, a river, roads with an edge, a tracing of houses, names. */
export const map: Graphic = {
  name: 'map',
  async file() {
    const random = seeded(51)
    const parts = [
      ...areas(random),
      '<path d="M-20 1180C320 1060 520 1300 860 1120S1300 760 1560 820S1900 640 2080 560" fill="none" stroke="#aad3df" stroke-width="86"/>',
      ...houses(random),
      ...streets(random),
      '<path d="M-20 300C500 420 900 240 1300 460S1900 900 2080 1000" fill="none" stroke="#777" stroke-width="7"/><path d="M-20 300C500 420 900 240 1300 460S1900 900 2080 1000" fill="none" stroke="#fff" stroke-width="4" stroke-dasharray="18 18"/>',
      ...names(random),
    ]
    return pngOf(await drawn(WIDTH, HEIGHT, parts.join(''), '#f2efe9'))
  },
}

function areas(random: Random): string[] {
  return Array.from({ length: 22 }, (_, index) => {
    const [x, y] = [random() * WIDTH, random() * HEIGHT]
    const corners = Array.from({ length: 9 }, (_, corner) => {
      const angle = (corner * Math.PI * 2) / 9
      const far = random.between(70, 190)
      return `${(x + far * Math.cos(angle)).toFixed(1)} ${(y + far * Math.sin(angle)).toFixed(1)}`
    })
    return `<path d="M${corners.join('L')}z" fill="${['#c8facc', '#add19e', '#e0dfdf', '#eef0d5', '#f7e0e0'][index % 5]}"/>`
  })
}

function houses(random: Random): string[] {
  return Array.from({ length: 1500 }, () => {
    const [x, y, angle] = [random() * WIDTH, random() * HEIGHT, random.among([0, 12, -8, 30])]
    const [width, height] = [random.between(8, 26), random.between(8, 20)]
    return `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}" fill="#d9d0c9" stroke="#c0b3a8" transform="rotate(${angle} ${x.toFixed(1)} ${y.toFixed(1)})"/>`
  })
}

/** Small ones, then large ones over them; all edges of a kind come before its middles, so that crossings are open. */
function streets(random: Random): string[] {
  return (
    [
      [44, 9, '#fff', '#c9c5bf'],
      [12, 17, '#f7fabf', '#b9b58a'],
      [5, 24, '#fcd6a4', '#c08a4a'],
      [2, 30, '#e892a2', '#b0566b'],
    ] as const
  ).flatMap(([count, width, fill, edge]) => {
    const paths = Array.from({ length: count }, () => {
      const isAcross = random() < 0.5
      const along = [0, 1, 2, 3].map(() => random.between(-120, 120))
      const at = random() * (isAcross ? HEIGHT : WIDTH)
      const points = along.map((off, index) => (isAcross ? [index * 700 - 20, at + off] : [at + off, index * 530 - 20]))
      return `M${points.map((point) => point.map((value) => value.toFixed(1)).join(' ')).join('L')}`
    })
    return [
      `<path d="${paths.join('')}" fill="none" stroke="${edge}" stroke-width="${width + 3}" stroke-linejoin="round"/>`,
      `<path d="${paths.join('')}" fill="none" stroke="${fill}" stroke-width="${width}" stroke-linejoin="round"/>`,
    ]
  })
}

/** Names with a white rim, by which they can be read on anything. */
function names(random: Random): string[] {
  return Array.from({ length: 46 }, (_, index) => {
    const [x, y] = [random() * WIDTH, random() * HEIGHT]
    const size = index < 8 ? 22 : 11
    const words = index < 8 ? PLACES[index]! : `${random.among(PLACES)} Road`
    return [6, 1.8]
      .map((weight) => text(words, x, y, { size, weight, anchor: 'middle', colour: weight === 6 ? '#fff' : '#333' }))
      .join('')
  })
}
