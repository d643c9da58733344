import { box, drawn, type Graphic, pngOf, shadow } from '../drawing/drawing.ts'
import { prose, type Random, seeded } from '../drawing/random.ts'
import { text } from '../drawing/text.ts'

const [WIDTH, HEIGHT] = [1920, 1200]
const FOLDERS = ['Inbox', 'Starred', 'Sent', 'Drafts', 'Archive', 'Spam', 'Bin', 'Invoices', 'Travel', 'Family']
const PEOPLE = ['Ada Byron', 'Linus Pauling', 'Grace Hopper', 'Emmy Noether', 'Alan Kay', 'Mary Somerville']
const FACES = ['#4f86c6', '#c65f4f', '#5aa469', '#8d6cab', '#c69a4f', '#4fb0c6']
const BLUE = '#1a66d6'

/** A window of a mail program, as a computer's screen is copied: flat areas, hairlines, small text. */
export const screenshot: Graphic = {
  name: 'screenshot',
  file: async () => pngOf(await drawn(WIDTH, HEIGHT, [...frame(), ...folders(), ...list(), ...message()].join(''))),
}

function frame(): string[] {
  const buttons = ['Reply', 'Forward', 'Archive', 'Delete', 'Move to'].map((label, index) => {
    const x = 960 + index * 150
    return `${box(x, 66, 134, 36, '#fff', 'rx="6" stroke="#c9ced6"')}${text(label, x + 67, 90, { size: 11, anchor: 'middle' })}`
  })
  return [
    box(0, 0, WIDTH, 44, '#e7e9ed'),
    ...['#ee6a5f', '#f5bd4f', '#61c455'].map(
      (fill, index) => `<circle cx="${24 + index * 24}" cy="22" r="7" fill="${fill}"/>`,
    ),
    text('Mail - Inbox (128)', WIDTH / 2, 27, { size: 11, anchor: 'middle', colour: '#444' }),
    box(0, 44, WIDTH, 80, '#f6f7f9'),
    box(0, 123, WIDTH, 1, '#d5d9df'),
    box(20, 66, 200, 36, BLUE, 'rx="6"'),
    text('New message', 120, 90, { size: 11, anchor: 'middle', colour: '#fff', weight: 2 }),
    box(280, 66, 560, 36, '#fff', 'rx="18" stroke="#c9ced6"'),
    '<circle cx="304" cy="83" r="6" fill="none" stroke="#777" stroke-width="2"/><path d="M308 88l6 6" stroke="#777" stroke-width="2"/>',
    text('Search mail', 324, 89, { size: 10, colour: '#888' }),
    ...buttons,
  ]
}

function folders(): string[] {
  return [
    box(0, 124, 240, HEIGHT, '#f0f2f5'),
    box(239, 124, 1, HEIGHT, '#d5d9df'),
    ...FOLDERS.flatMap((name, index) => {
      const y = 150 + index * 44
      const isOpen = index === 0
      return [
        isOpen ? box(8, y, 224, 36, '#d6e4fa', 'rx="6"') : '',
        `<path d="M24 ${y + 11}h7l3 3h12v12h-22z" fill="${isOpen ? BLUE : '#8b95a5'}"/>`,
        text(name, 60, y + 24, { size: 11, colour: isOpen ? BLUE : '#333', weight: isOpen ? 2.2 : 1.6 }),
        index % 3 === 0 ? text(String(128 >> index), 216, y + 24, { size: 10, anchor: 'end', colour: '#667' }) : '',
      ]
    }),
  ]
}

function list(): string[] {
  const random = seeded(11)
  const rows = Array.from({ length: 13 }, (_, index) => row(index, random))
  return [...rows, box(839, 124, 1, HEIGHT, '#d5d9df')]
}

function row(index: number, random: Random): string {
  const y = 124 + index * 84
  const who = Math.floor(random() * PEOPLE.length)
  const isNew = random() < 0.4
  return [
    box(240, y, 600, 84, index === 2 ? '#e4eefc' : '#fff'),
    box(240, y + 83, 600, 1, '#e6e8ec'),
    `<circle cx="284" cy="${y + 42}" r="20" fill="${FACES[who]}"/>`,
    text(PEOPLE[who]![0]!, 284, y + 48, { size: 13, anchor: 'middle', colour: '#fff', weight: 2 }),
    isNew ? `<circle cx="254" cy="${y + 42}" r="5" fill="${BLUE}"/>` : '',
    text(PEOPLE[who]!, 320, y + 26, { size: 11, weight: isNew ? 2.3 : 1.6 }),
    text(prose(random, 5).join(' '), 320, y + 48, { size: 10, colour: '#333', weight: isNew ? 2.1 : 1.5 }),
    text(prose(random, 8).join(' ').slice(0, 52), 320, y + 70, { size: 9, colour: '#7a8290', weight: 1.4 }),
    text(`${9 + index}:${10 + index * 3}`, 824, y + 26, { size: 9, colour: index < 3 ? BLUE : '#888', anchor: 'end' }),
  ].join('')
}

function message(): string[] {
  const random = seeded(12)
  const lines = Array.from({ length: 15 }, (_, index) =>
    index % 5 === 4 ? '' : text(prose(random, 14).join(' ').slice(0, 92), 900, 350 + index * 27, { size: 10.5 }),
  )
  const cards = ['report.pdf', 'budget.ods', 'plan.png'].map((name, index) => {
    const x = 900 + index * 300
    return [
      shadow(x, 820, 270, 120, 8, 10),
      box(x, 820, 270, 120, '#fff', 'rx="8" stroke="#d5d9df"'),
      box(x + 16, 840, 60, 80, ['#d9453d', '#2e9e5b', '#2f7fd3'][index]!, 'rx="4"'),
      text(name, x + 96, 872, { size: 11 }),
      text(`${120 + index * 37} KB`, x + 96, 900, { size: 9, colour: '#888' }),
    ].join('')
  })
  return [
    text('Minutes of Thursday and what is left to do', 900, 186, { size: 19, weight: 2.2 }),
    `<circle cx="924" cy="248" r="24" fill="${FACES[2]}"/>`,
    text('Grace Hopper', 964, 244, { size: 12, weight: 2.2 }),
    text('to me, Alan Kay, Emmy Noether', 964, 268, { size: 10, colour: '#7a8290' }),
    text('Please answer until Friday!', 900, 318, { size: 10.5, colour: '#d00000' }),
    ...lines,
    ...cards,
    box(880, 1080, 1000, 90, '#fff', 'rx="10" stroke="#c9ced6"'),
    text('Write an answer', 904, 1132, { size: 11, colour: '#999' }),
  ]
}
