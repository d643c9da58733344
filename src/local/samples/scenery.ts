import { createTexture, sample } from './noise.ts'

export const WIDTH = 4000
export const HEIGHT = 3000
/** The row where sky and sea meet. */
export const HORIZON = 1640

const SUN = { x: 1180, y: 1290, radius: 92 }

type Colour = readonly [number, number, number]

/** Red, green and blue of every pixel, 8 bits each. */
export type Canvas = Uint8ClampedArray<ArrayBuffer>

const SKY: readonly (readonly [at: number, colour: Colour])[] = [
  [0, [44, 78, 128]],
  [0.45, [112, 142, 176]],
  [0.72, [214, 184, 168]],
  [0.88, [250, 200, 140]],
  [1, [255, 214, 150]],
]

/** The ridges from the farthest to the nearest; each is hazier and smoother than the next. */
const RIDGES = [
  { base: 1530, rise: 900, roughness: 0.16, haze: 0.3, from: 846, colour: [128, 124, 150] },
  { base: 1600, rise: 1250, roughness: 0.28, haze: 0.1, from: 300, colour: [92, 94, 116] },
  { base: 1650, rise: 900, roughness: 0.6, haze: 0, from: 555, colour: [52, 66, 60] },
] as const

export function paintSky(canvas: Canvas): void {
  const clouds = createTexture(11, 4)
  for (let y = 0, at = 0; y < HORIZON; y++) {
    const sky = gradient(SKY, y / HORIZON)
    // Clouds lie flat above us: toward the horizon they are seen ever more from the side.
    const stretch = 1.15 - y / HORIZON
    const acrossScale = 0.16 / stretch ** 0.2
    const row = (y * 0.5) / stretch ** 0.5
    for (let x = 0; x < WIDTH; x++, at += 3) {
      const away = distance(x - SUN.x, y - SUN.y)
      const glow = clamp(0.7 * Math.exp(-away / 300) + 0.4 * Math.exp(-away / 1100))
      const disc = clamp((SUN.radius - away) / 3)
      const density = sample(clouds, x * acrossScale, row)
      const cover = smooth(0.5, 0.74, density) * 0.85
      const behind = cover === 0 ? 0 : sample(clouds, (x + (SUN.x - x) * 0.04) * acrossScale, row + 13)
      const light = clamp(0.55 + (density - behind) * 5 + glow * 0.5)
      canvas[at] = mix(mix(mix(sky[0], 255, glow), 120 + 150 * light, cover), 255, disc)
      canvas[at + 1] = mix(mix(mix(sky[1], 212, glow), 112 + 105 * light, cover), 246, disc)
      canvas[at + 2] = mix(mix(mix(sky[2], 128, glow), 132 + 62 * light, cover), 214, disc)
    }
  }
}

export function paintHills(canvas: Canvas): void {
  const land = createTexture(23, 4)
  const woods = createTexture(29, 64)
  for (const { base, rise, roughness, haze, from, colour } of RIDGES) {
    const ridge = Float32Array.from({ length: WIDTH }, (_, x) => {
      const shape = sample(land, x * 0.055 + from, from) - 0.38
      const trees = sample(land, x * 1.9, from + 40) - 0.5
      return base - rise * Math.max(0, shape) - trees * 60 * roughness
    })
    for (let y = Math.floor(Math.min(...ridge)); y < HORIZON; y++) {
      for (let x = 0; x < WIDTH; x++) {
        const cover = clamp(y - ridge[x]! + 0.5)
        if (cover === 0) continue
        const wood = sample(woods, x * 0.8, y * 1.2 + from) - 0.5
        const slope = sample(land, x * 0.5 + y * 0.4, y * 0.9 + from) - 0.5
        const shade = 1 + roughness * (wood * 2 + slope * 0.9)
        const mist = clamp(haze + 0.3 * ((y - ridge[x]!) / 400) + 0.4 * Math.exp(-distance(x - SUN.x, y - SUN.y) / 500))
        const at = (y * WIDTH + x) * 3
        canvas[at] = mix(canvas[at]!, mix(colour[0] * shade, 214, mist), cover)
        canvas[at + 1] = mix(canvas[at + 1]!, mix(colour[1] * shade, 164, mist), cover)
        canvas[at + 2] = mix(canvas[at + 2]!, mix(colour[2] * shade, 142, mist), cover)
      }
    }
  }
}

/** The sea mirrors what is painted above it, so it comes last. */
export function paintSea(canvas: Canvas): void {
  const water = createTexture(37, 16)
  for (let y = HORIZON; y < HEIGHT; y++) {
    const near = (y - HORIZON) / (HEIGHT - HORIZON)
    const far = 1 / (near + 0.035)
    const deep = 0.18 + 0.5 * near
    for (let x = 0; x < WIDTH; x++) {
      const across = (x - WIDTH / 2) * far * 0.1
      const along = far * 210
      const swell = sample(water, across * 0.35, along) - sample(water, across * 0.35 + 2, along + 5)
      const ripple = sample(water, across * 1.6, along * 3.1) - sample(water, across * 1.6 + 1, along * 3.1 + 4)
      const tilt = swell + ripple * 0.7
      const mirroredY = HORIZON - 1 - (y - HORIZON) * 0.72 - Math.abs(tilt) * 2200 * (0.08 + near)
      const mirroredX = x + (swell - ripple) * 320 * (0.1 + near)
      const from = (clampTo(mirroredY, HORIZON - 1) * WIDTH + clampTo(mirroredX, WIDTH - 1)) * 3
      const path = Math.exp(-(((x - SUN.x) / (120 + 420 * near)) ** 2))
      const dark = clamp(deep + tilt * 1.6 - path * 0.22)
      const glitter = path * smooth(0, 0.13, swell * 0.6 + ripple) * (1 - near * 0.6)
      const at = (y * WIDTH + x) * 3
      canvas[at] = mix(canvas[from]!, 34, dark) + 250 * glitter
      canvas[at + 1] = mix(canvas[from + 1]!, 52, dark) + 178 * glitter
      canvas[at + 2] = mix(canvas[from + 2]!, 74, dark) + 92 * glitter
    }
  }
}

function gradient(stops: typeof SKY, at: number): Colour {
  const next = Math.max(
    1,
    stops.findIndex(([stop]) => stop >= at),
  )
  const [lowAt, low] = stops[next - 1]!
  const [highAt, high] = stops[next]!
  const share = (at - lowAt) / (highAt - lowAt)
  return [mix(low[0], high[0], share), mix(low[1], high[1], share), mix(low[2], high[2], share)]
}

function distance(x: number, y: number): number {
  return Math.sqrt(x * x + y * y) // Math.hypot is many times slower, and this runs for every pixel
}

function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value
}

function clampTo(value: number, highest: number): number {
  return value < 0 ? 0 : value > highest ? highest : Math.round(value)
}

function smooth(low: number, high: number, value: number): number {
  const t = clamp((value - low) / (high - low))
  return t * t * (3 - 2 * t)
}
