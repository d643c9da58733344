import { sharp, whileDrawing } from '../../image/sharp.ts'

const WIDTH = 1600
const HEIGHT = 1000

/** One picture in three sizes: what the service does, with edges, a shadow and glass that let the page shine through. */
export function drawLogo(): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <linearGradient id="sky" x2="0" y2="1"><stop stop-color="#2f6fde"/><stop offset="1" stop-color="#6cc5f5"/></linearGradient>
    <linearGradient id="glass" x2="1" y2="1"><stop stop-color="#8b5cf6" stop-opacity=".75"/><stop offset="1" stop-color="#ec4899" stop-opacity=".45"/></linearGradient>
    <linearGradient id="amber" x2="1" y2="1"><stop stop-color="#fbbf24" stop-opacity=".9"/><stop offset="1" stop-color="#f97316" stop-opacity=".6"/></linearGradient>
    <filter id="soft" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="22"/></filter>
    <clipPath id="card"><rect width="820" height="640" rx="72"/></clipPath>
    <rect x="110" y="250" width="820" height="640" rx="72" fill="#0b1736" fill-opacity=".35" filter="url(#soft)"/>
    <g transform="translate(90 210)">${drawCard('url(#sky)')}</g>
    <g transform="translate(760 130) scale(.62)">${drawCard('url(#glass)')}</g>
    <g transform="translate(1180 520) scale(.36)">${drawCard('url(#amber)')}</g>
  </svg>`
  return whileDrawing(() => sharp(Buffer.from(svg)).png({ compressionLevel: 9 }).toBuffer())
}

function drawCard(background: string): string {
  return `<g clip-path="url(#card)">
      <rect width="820" height="640" fill="${background}"/>
      <circle cx="600" cy="190" r="86" fill="#fff3c4" fill-opacity=".95"/>
      <path d="M-20 640 L250 270 Q290 226 330 270 L640 660z" fill="#0f3d5e" fill-opacity=".85"/>
      <path d="M330 660 L560 400 Q590 370 622 400 L860 660z" fill="#0b2b45" fill-opacity=".8"/>
    </g>
    <rect x="10" y="10" width="800" height="620" rx="62" fill="none" stroke="#fff" stroke-width="20" stroke-opacity=".9"/>`
}
