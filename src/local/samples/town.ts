import { createRandom } from './noise.ts'

const WALLS = ['#c9b49a', '#b98f78', '#d3c7b4', '#8f9aa6', '#c2a36f', '#a8746a', '#d8cdbf']
const ROOFS = ['#7a463c', '#5b4a4e', '#8a5340', '#49505c']

export const TOWN = { width: 1760, height: 620 }

/** A small town on its quay with a lighthouse at the end, standing on the lower edge of the drawing. */
export function drawTown(): string {
  const random = createRandom(3)
  const rows = [
    { base: 470, from: 760, scale: 0.72 },
    { base: 520, from: 640, scale: 0.85 },
    { base: 580, from: 560, scale: 1 },
  ]
  const houses = rows.flatMap(({ base, from, scale }) => {
    const row: string[] = []
    for (let x = from; x < TOWN.width;) {
      const width = (58 + random() * 62) * scale
      row.push(drawHouse(random, x, base, width, (85 + random() * 85) * scale))
      x += width + (random() < 0.25 ? 26 * random() : 0)
    }
    return row
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${TOWN.width}" height="${TOWN.height}">
    <linearGradient id="dusk" x2="1" y2="0"><stop stop-color="#ff9a4a" stop-opacity=".42"/><stop offset="1" stop-color="#20283c" stop-opacity=".5"/></linearGradient>
    <linearGradient id="tower"><stop stop-color="#fff3df"/><stop offset="1" stop-color="#9a8f90"/></linearGradient>
    <radialGradient id="lamp"><stop stop-color="#fff6c8"/><stop offset=".25" stop-color="#ffe08a" stop-opacity=".6"/><stop offset="1" stop-color="#ffcf70" stop-opacity="0"/></radialGradient>
    <path d="M520 600 Q700 480 900 440 T1400 330 T1760 300 V620 H520z" fill="#3f4a3f"/>
    ${houses.join('')}
    <path d="M60 620 l10 -34 H540 l14 -22 H1760 V620z" fill="#5d5a5c"/>
    <path d="M70 586 H540 l14 -22 H1760 v7 H558 l-14 22 H68z" fill="#8d827c"/>
    <path d="M106 586 L118 352 H158 L170 586z" fill="url(#tower)"/>
    <path d="M113 452 l3.300 -64 h43.500 l3.300 64z M108.500 540 l2.500 -46 h54 l2.500 46z" fill="#b2463c"/>
    <path d="M110 352 h56 v-8 h-56z M122 344 h32 v-34 h-32z M118 310 l20 -26 20 26z" fill="#3b3440"/>
    <circle cx="138" cy="327" r="120" fill="url(#lamp)"/>
    <circle cx="138" cy="327" r="12" fill="#fffbe6"/>
  </svg>`
}

function drawHouse(random: () => number, x: number, base: number, width: number, height: number): string {
  const top = base - height
  const peak = top - width * (0.3 + random() * 0.25)
  const wall = pick(random, WALLS)
  const windows: string[] = []
  for (let wy = top + 14; wy < base - 24; wy += 30) {
    for (let wx = x + 11; wx < x + width - 18; wx += 24) {
      windows.push(
        `<rect x="${wx.toFixed(1)}" y="${wy.toFixed(1)}" width="11" height="16" fill="${random() < 0.3 ? '#ffd98a' : '#3a3f4c'}"/>`,
      )
    }
  }
  const body = `M${x.toFixed(1)} ${base + 40} V${top.toFixed(1)} h${width.toFixed(1)} V${base + 40}z`
  const roof = `M${(x - 5).toFixed(1)} ${top.toFixed(1)} L${(x + width / 2).toFixed(1)} ${peak.toFixed(1)} L${(x + width + 5).toFixed(1)} ${top.toFixed(1)}z`
  return `<path d="${body}" fill="${wall}"/><path d="${body}" fill="url(#dusk)"/><path d="${roof}" fill="${pick(random, ROOFS)}"/>${windows.join('')}`
}

function pick(random: () => number, from: readonly string[]): string {
  return from[Math.floor(random() * from.length)]!
}
