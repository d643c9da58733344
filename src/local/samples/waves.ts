import { fromPixels, sharp, whileDrawing } from '../../image/sharp.ts'

const WIDTH = 480
const HEIGHT = 320
const FRAMES = 24
const DELAY_MS = 80

/** Every layer's wave moves on by whole lengths in one round, so that the last frame leads into the first. */
const LAYERS = [
  { y: 168, height: 9, lengths: 2, rounds: 1, colour: '#4f9fd0' },
  { y: 200, height: 13, lengths: 1.5, rounds: -1, colour: '#2f7fb8' },
  { y: 236, height: 17, lengths: 1, rounds: 1, colour: '#1f5f97' },
  { y: 278, height: 20, lengths: 0.75, rounds: -1, colour: '#143f70' },
]

/** A paper boat that rides on the waves, for ever. */
export async function drawWaves(): Promise<Buffer> {
  const frames: Buffer[] = []
  for (let frame = 0; frame < FRAMES; frame++) {
    const svg = Buffer.from(drawFrame(frame / FRAMES))
    frames.push(await whileDrawing(() => sharp(svg).removeAlpha().raw().toBuffer()))
  }
  return fromPixels({ data: Buffer.concat(frames), width: WIDTH, height: HEIGHT, frames: FRAMES, channels: 3 })
    .gif({ delay: Array.from({ length: FRAMES }, () => DELAY_MS), loop: 0, dither: 0 })
    .toBuffer()
}

function drawFrame(time: number): string {
  const [back, middle, front, nearest] = LAYERS.map((layer) => drawWave(layer, time))
  const bob = 236 + heightAt(LAYERS[2]!, 240, time)
  const tilt = (heightAt(LAYERS[2]!, 270, time) - heightAt(LAYERS[2]!, 210, time)) * 0.9
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <rect width="${WIDTH}" height="${HEIGHT}" fill="#fde8c8"/>
    <circle cx="360" cy="112" r="44" fill="#f9a65a"/>
    ${back}${middle}
    <g transform="translate(240 ${bob.toFixed(2)}) rotate(${tilt.toFixed(2)})">
      <path d="M-6 -8 L0 -78 L44 -8z" fill="#ffffff"/><path d="M-6 -8 L0 -78 L-34 -8z" fill="#e6e2dc"/>
      <path d="M-66 -20 L66 -20 L40 18 H-40z" fill="#e4572e"/><path d="M-66 -20 L0 -6 L66 -20 L40 18 H-40z" fill="#c9431f"/>
    </g>
    ${front}${nearest}
  </svg>`
}

type Layer = (typeof LAYERS)[number]

function drawWave(layer: Layer, time: number): string {
  const points = Array.from({ length: 61 }, (_, i) => `${i * 8} ${(layer.y + heightAt(layer, i * 8, time)).toFixed(2)}`)
  return `<path d="M${points.join('L')}V${HEIGHT}H0z" fill="${layer.colour}"/>`
}

function heightAt({ height, lengths, rounds }: Layer, x: number, time: number): number {
  return height * Math.sin(2 * Math.PI * ((x / WIDTH) * lengths - time * rounds))
}
