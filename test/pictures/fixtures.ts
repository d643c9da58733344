import { readdirSync, readFileSync } from 'node:fs'
import { type Colour, HEIGHT, quarters, WIDTH } from './scene.ts'

export interface Fixture {
  readonly name: string
  readonly bytes: Buffer
  readonly width: number
  readonly height: number
  /** Whether it fills every box, as a drawing does, which has no pixels of its own. */
  readonly isScalable: boolean
  /** What the quarters of every frame show, by rows; of a frame that lists none, nothing is known. */
  readonly frames: readonly (readonly Colour[])[]
  /** Of each frame of an animation, in ms. */
  readonly delay: readonly number[]
  /** How often an animation plays. */
  readonly loop: number
  /** How far a channel may be off, of 255: what the encoder, or a printer's inks, made of the colours. */
  readonly tolerance: number
  /** Who holds the rights, which is kept. */
  readonly rights: { readonly copyright: string; readonly artist: string } | null
}

/** An animation whose frames clear, restore and cover parts of each other. */
export const film = {
  frames: [
    [quarters[0]!, quarters[1]!, quarters[2]!, [0, 0, 0, 0]],
    [[200, 0, 200], quarters[1]!, quarters[2]!, [0, 0, 0, 0]],
    [quarters[0]!, [0, 200, 200], quarters[2]!, [0, 0, 0, 0]],
    [quarters[0]!, [0, 0, 0, 0], quarters[2]!, [240, 240, 240]],
  ],
  delay: [70, 200, 500, 1000],
  loop: 2,
}

type Special = Partial<Omit<Fixture, 'name' | 'bytes'>>

const moving: Special = { frames: [quarters, [], []], delay: [100, 200, 300], loop: 3 }
const small = { width: 64, height: 64 }
const brown = all(200, 100, 50)
const blackAndWhite = [0, 255, 0, 255].map((value) => [value, value, value])

/** What differs from four opaque quarters of 128 x 64 pixels. */
const special: Readonly<Record<string, Special>> = {
  'large.jpg': { width: 1408, height: 704 },
  'hdr.jpg': { width: 1408, height: 704 },
  'gray.jpg': { frames: [grays(98, 172, 58, 194)] },
  'gray-limited-8.avif': { frames: [grays(98, 172, 58, 194)], tolerance: 3 },
  'gray-limited-10.avif': { frames: [grays(98, 172, 58, 194)], tolerance: 3 },
  'gray-alpha.png': { frames: [[...grays(42, 143, 14), [0, 0, 0, 0]]] },
  'gray-2.png': { frames: [grays(0, 85, 0, 170)], tolerance: 4 },
  'gray-4.png': { frames: [grays(34, 136, 0, 170)], tolerance: 4 },
  'gray-16.png': { frames: [grays(42, 143, 14, 185)], tolerance: 4 },
  '1-bit.png': { frames: [blackAndWhite] },
  'fax.tif': { frames: [blackAndWhite] },
  // What ImageMagick makes of the inks by the profile.
  'cmyk-profile.jpg': {
    frames: [
      [
        [198, 53, 56],
        [60, 181, 85],
        [54, 74, 154],
        [198, 199, 63],
      ],
    ],
    tolerance: 20,
  },
  // What inks mean without a profile is anybody's guess, but red they are.
  'cmyk.jpg': { tolerance: 110 },
  'cmyk.tif': { tolerance: 110 },
  'cmyk-plain.jpg': { tolerance: 120 },
  'prophoto.jpg': { tolerance: 40 }, // 8 bits are too few for it
  // Sharp makes 1020 of 1023 out of what is opaque.
  '10-bit-alpha.avif': {
    frames: [
      [
        [200, 0, 0, 254],
        [0, 200, 0, 254],
        [0, 0, 200, 254],
        [0, 0, 0, 0],
      ],
    ],
  },
  'moving.gif': moving,
  'moving.webp': moving,
  'film.gif': film,
  'film.webp': film,
  'film-parts.webp': film,
  '1x1.png': { width: 1, height: 1, frames: [brown] },
  '1x2000.png': { width: 1, height: 2000, frames: [brown] },
  '2000x1.png': { width: 2000, height: 1, frames: [brown] },
  'alpha.heic': {
    ...small,
    frames: [
      [
        [0, 0, 200],
        [250, 120, 0, 128],
        [0, 0, 200],
        [250, 120, 0, 128],
      ],
    ],
  },
  'nclx-p3.heic': { ...small, frames: [all(215, 93, 31)] },
  'ten-bit-pq.heic': { ...small, frames: [all(225, 225, 225)] },
  'icc-p3.heic': { ...small, frames: [brown] },
  'grid.heic': { width: 100, height: 120 },
  'exif-orientation-only.heic': { width: 96, height: 48 },
}

function grays(...values: number[]): Colour[] {
  return values.map((value) => [value, value, value])
}

function all(...colour: number[]): Colour[] {
  return [colour, colour, colour, colour]
}

const clear: Special = { frames: [film.frames[0]!] }
/** Those whose last quarter is transparent. */
const clearOnes = new Set([
  'rgba.png',
  'rgba-16.png',
  'palette.png',
  'moving.png',
  'still.gif',
  'lossless.webp',
  'alpha.webp',
  'alpha.avif',
  'deflate-alpha.tif',
  'drawing.svg',
])

/** Every picture that the scripts here, and the one for HEIC, have made. */
export function readFixtures(): Fixture[] {
  const folders = ['files/', '../image/heic/'].map((folder) => new URL(folder, import.meta.url))
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.(?:jpg|png|gif|webp|avif|tif|svg|heic)$/.test(name))
      .map((name) => read(name, folder)),
  )
}

function read(name: string, folder: URL): Fixture {
  return {
    name,
    bytes: readFileSync(new URL(name, folder)),
    width: WIDTH,
    height: HEIGHT,
    isScalable: name.endsWith('.svg'),
    frames: [quarters],
    delay: [],
    loop: 0,
    tolerance: 10,
    rights: rightsOf(name),
    ...(clearOnes.has(name) && clear),
    ...special[name],
  }
}

function rightsOf(name: string): Fixture['rights'] {
  if (name.startsWith('private.')) return { copyright: '© 2026 Ann Müller', artist: 'Ann Müller' }
  return /^orientation-\d\.heic$/.test(name) ? { copyright: 'Ann', artist: 'Bob' } : null
}
