import { box, drawn, type Graphic, pngOf } from '../drawing/drawing.ts'
import { text } from '../drawing/text.ts'

const [WIDTH, HEIGHT] = [1700, 2200]
const INK = 'stroke="#000" stroke-linejoin="round" stroke-linecap="round"'

/** Thick black outlines, flat colours, dots for shades, words in balloons. */
export const comic: Graphic = {
  name: 'comic',
  file: async () =>
    pngOf(
      await drawn(
        WIDTH,
        HEIGHT,
        [
          ...patterns(),
          panel(60, 60, 1580, 760, city()),
          panel(60, 870, 760, 1260, talk()),
          panel(880, 870, 760, 600, bang()),
          panel(880, 1530, 760, 600, close()),
        ].join(''),
      ),
    ),
}

function patterns(): string[] {
  return [
    ['dots', '#e8483f', 14, 4.2],
    ['fine', '#2b5c9e', 10, 2.6],
    ['skin', '#e07b52', 9, 1.9],
  ].map(
    ([id, fill, step, radius]) =>
      `<pattern id="${id}" width="${step}" height="${step}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><circle cx="5" cy="5" r="${radius}" fill="${fill}"/></pattern>`,
  )
}

function panel(x: number, y: number, width: number, height: number, inside: string): string {
  return `<svg x="${x}" y="${y}" width="${width}" height="${height}">${inside}</svg>${box(x, y, width, height, 'none', `${INK} stroke-width="9"`)}`
}

function balloon(x: number, y: number, rx: number, ry: number, words: readonly string[], tail: string): string {
  const rows = words.map((row, index) =>
    text(row, x, y + 12 + (index - (words.length - 1) / 2) * 40, {
      size: 25,
      weight: 2.2,
      anchor: 'middle',
      colour: '#000',
    }),
  )
  return `<path d="${tail}" fill="#fff" ${INK} stroke-width="6"/><ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="#fff" ${INK} stroke-width="6"/><path d="${tail}" fill="#fff"/>${rows.join('')}`
}

function city(): string {
  const towers = Array.from({ length: 15 }, (_, index) => {
    const [x, tall] = [index * 110 - 20, 240 + ((index * 137) % 290)]
    const windows = Array.from({ length: 12 }, (_, pane) =>
      box(
        x + 16 + (pane % 3) * 28,
        790 - tall + Math.floor(pane / 3) * 52,
        17,
        30,
        (pane * 7 + index) % 3 === 0 ? '#ffe45c' : '#1d2b53',
      ),
    )
    return `${box(x, 760 - tall, 106, tall, ['#41508c', '#2d3a6e', '#576bb5'][index % 3]!, `${INK} stroke-width="6"`)}${windows.join('')}`
  })
  return `<linearGradient id="dusk" x2="0" y2="1"><stop stop-color="#26336b"/><stop offset="1" stop-color="#ff9a4d"/></linearGradient>${box(0, 0, 1580, 760, 'url(#dusk)')}
    <circle cx="1230" cy="190" r="110" fill="#ffe9a8" ${INK} stroke-width="6"/>${box(0, 0, 1580, 330, 'url(#fine)')}${towers.join('')}
    ${box(40, 36, 620, 66, '#fff6c9', `${INK} stroke-width="5"`)}${text('MEANWHILE, IN THE HARBOUR', 350, 82, { size: 27, weight: 2.3, anchor: 'middle', colour: '#000' })}`
}

function face(x: number, y: number, size: number, hair: string): string {
  return `<g transform="translate(${x} ${y}) scale(${size})" ${INK} stroke-width="6"><path d="M-140 260q10-120 140-120t140 120z" fill="#2f7fd3"/>
    <ellipse rx="92" ry="118" fill="#f9c9a3"/><ellipse cx="26" rx="64" ry="110" fill="url(#skin)" stroke="none"/><path d="M-98-10q-10-120 98-124t100 130q-40-74-110-72t-88 66z" fill="${hair}"/>
    <ellipse cx="-34" cy="-2" rx="15" ry="20" fill="#fff"/><ellipse cx="38" cy="-2" rx="15" ry="20" fill="#fff"/><circle cx="-30" cy="2" r="5" fill="#000"/><circle cx="42" cy="2" r="5" fill="#000"/><path d="M4 6l-10 38h16M-28 66q34 26 66-2" fill="none"/></g>`
}

function talk(): string {
  return `${box(0, 0, 760, 1260, '#ffd84d')}${box(0, 620, 760, 640, 'url(#dots)')}${face(240, 860, 1.4, '#5b2c83')}${face(560, 960, 1.1, '#8a3b12')}
    ${balloon(300, 210, 250, 140, ['THE PICTURES ARE', 'TOO LARGE AGAIN,', 'BY A HUNDRED KB!'], 'M250 330l20 210l80-220z')}${balloon(510, 560, 190, 92, ['THEN LOOK AT', 'THEM FIRST.'], 'M520 640l40 130l40-150z')}`
}

function bang(): string {
  const star = Array.from({ length: 28 }, (_, index) => {
    const [angle, far] = [(index * Math.PI) / 14, index % 2 === 0 ? 330 : 200]
    return `${(380 + far * Math.cos(angle)).toFixed(1)} ${(300 + far * 0.8 * Math.sin(angle)).toFixed(1)}`
  })
  return `${box(0, 0, 760, 600, '#3ab4e8')}${box(0, 0, 760, 600, 'url(#fine)')}<path d="M${star.join('L')}z" fill="#ffe45c" ${INK} stroke-width="9"/>
    ${text('KAZAM!', 384, 340, { size: 104, weight: 5, anchor: 'middle', colour: '#000' })}${text('KAZAM!', 380, 334, { size: 104, weight: 3, anchor: 'middle', colour: '#e8483f' })}`
}

function close(): string {
  const rays = Array.from(
    { length: 20 },
    (_, index) =>
      `<path d="M380 640L${-300 + index * 75}-80l36 0z" fill="${index % 2 === 0 ? '#8fd19e' : '#b9e8c4'}"/>`,
  )
  return `${box(0, 0, 760, 600, '#b9e8c4')}${rays.join('')}${face(380, 380, 1.5, '#20202a')}${text('TO BE CONTINUED', 730, 580, { size: 18, weight: 2.2, anchor: 'end', colour: '#000' })}`
}
