import { box, drawn, type Graphic, pngOf, shadow } from '../drawing/drawing.ts'
import { prose, seeded } from '../drawing/random.ts'
import { text } from '../drawing/text.ts'

/** A page with large gradients, glass and soft shadows, where coarse encodings show bands. */
export const gradientInterface: Graphic = {
  name: 'gradient UI',
  file: async () => pngOf(await drawn(1920, 1280, [...sky(), ...panes()].join(''))),
}

/** A form as it comes from a designer, with the pixels that a page asks for: nothing is resized. */
export const mock: Graphic = {
  name: 'UI mock as it is',
  file: async () => pngOf(await drawn(1100, 800, form().join(''), '#f5f6fa')),
}

function sky(): string[] {
  return [
    '<linearGradient id="sky" x2="1" y2="1"><stop stop-color="#667eea"/><stop offset="0.55" stop-color="#764ba2"/><stop offset="1" stop-color="#f093b0"/></linearGradient>',
    '<radialGradient id="glow"><stop stop-color="#fff" stop-opacity="0.65"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>',
    '<linearGradient id="ring" x2="1"><stop stop-color="#43e97b"/><stop offset="1" stop-color="#38f9d7"/></linearGradient>',
    box(0, 0, 1920, 1280, 'url(#sky)'),
    '<circle cx="1500" cy="200" r="620" fill="url(#glow)"/><circle cx="240" cy="1180" r="520" fill="url(#glow)"/>',
    text('Your pictures, everywhere', 140, 190, { size: 56, colour: '#fff', weight: 2.1 }),
    text('Every size of every image, made once.', 144, 256, { size: 24, colour: '#e9e4ff' }),
    box(140, 310, 240, 66, '#fff', 'rx="33"'),
    text('Get started', 260, 353, { size: 20, anchor: 'middle', colour: '#5a45a5', weight: 2.1 }),
  ]
}

function panes(): string[] {
  return [0, 1, 2].flatMap((index) => {
    const x = 140 + index * 570
    const ring = 2 * Math.PI * 90
    return [
      shadow(x, 470, 500, 640, 28, 46),
      box(x, 470, 500, 640, '#fff', `rx="28" fill-opacity="${0.22 + index * 0.3}" stroke="#fff" stroke-opacity="0.5"`),
      `<circle cx="${x + 250}" cy="640" r="90" fill="none" stroke="#fff" stroke-opacity="0.35" stroke-width="22"/>`,
      `<circle cx="${x + 250}" cy="640" r="90" fill="none" stroke="url(#ring)" stroke-width="22" stroke-linecap="round" stroke-dasharray="${(ring * (0.4 + index * 0.2)).toFixed(1)} ${ring.toFixed(1)}"/>`,
      text(`${40 + index * 20}%`, x + 250, 654, { size: 34, anchor: 'middle', colour: '#2b2350', weight: 2.2 }),
      text(['Storage', 'Traffic', 'Requests'][index]!, x + 50, 830, { size: 28, colour: '#2b2350', weight: 2.1 }),
      lines(x + 50, index),
    ]
  })
}

function form(): string[] {
  const fields = ['Full name', 'Email address', 'Company', 'Country', 'Postcode', 'Telephone'].map((label, index) => {
    const [x, y] = [90 + (index % 2) * 470, 210 + Math.floor(index / 2) * 110]
    const isWrong = index === 1
    return [
      text(label, x, y, { size: 11, colour: '#4a5068' }),
      box(x, y + 14, 440, 46, '#fff', `rx="6" stroke="${isWrong ? '#d92d20' : '#c7cbd8'}"`),
      text(prose(seeded(90 + index), 2).join(' '), x + 14, y + 43, { size: 12 }),
      isWrong ? text('This address has no domain.', x, y + 80, { size: 9, colour: '#d92d20', weight: 1.3 }) : '',
    ].join('')
  })
  return [
    shadow(50, 50, 1000, 690, 14, 30),
    box(50, 50, 1000, 690, '#fff', 'rx="14"'),
    text('Billing details', 90, 116, { size: 23, weight: 2.2 }),
    text('We ask for as little as the invoice needs.', 90, 150, { size: 12, colour: '#6b7188' }),
    ...fields,
    '<linearGradient id="b" x2="0" y2="1"><stop stop-color="#4c8dff"/><stop offset="1" stop-color="#2466e0"/></linearGradient>',
    box(90, 610, 260, 56, 'url(#b)', 'rx="8"'),
    text('Save and continue', 220, 644, { size: 13, anchor: 'middle', colour: '#fff', weight: 2 }),
    text('Cancel', 400, 644, { size: 13, colour: '#2466e0' }),
    ...Array.from(
      { length: 5 },
      (_, index) => `<circle cx="${830 + index * 40}" cy="638" r="12" fill="${index < 2 ? '#2466e0' : '#d5d9e6'}"/>`,
    ),
  ]
}

function lines(x: number, index: number): string {
  const rows = [0, 1, 2, 3].map((row) => {
    const words = prose(seeded(80 + index * 7 + row), 6).join(' ')
    return text(words.slice(0, 36), x, 890 + row * 46, { size: 17, colour: '#3d3566' })
  })
  return rows.join('')
}
