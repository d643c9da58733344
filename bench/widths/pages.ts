/**
 * What pages ask for, as assumptions: nobody publishes how wide pictures are laid out. The devices are in the proportions of
 * StatCounter's lists of platforms and of screen resolutions (https://gs.statcounter.com), rounded: 56 % phones, 4 % tablets,
 * 40 % desktops. Each share is one of pictures that are looked at.
 */
interface Device {
  readonly name: string
  /** The width of the window in CSS pixels. */
  readonly width: number
  /** Pixels of the screen for each CSS pixel. */
  readonly density: number
  readonly percent: number
}

const devices: readonly Device[] = [
  { name: 'phone, 360 at 2x', width: 360, density: 2, percent: 8 },
  { name: 'phone, 360 at 3x', width: 360, density: 3, percent: 16 },
  { name: 'phone, 390 at 3x', width: 390, density: 3, percent: 14 },
  { name: 'phone, 412 at 2.625x', width: 412, density: 2.625, percent: 12 },
  { name: 'phone, 430 at 3x', width: 430, density: 3, percent: 6 },
  { name: 'tablet, 810 at 2x', width: 810, density: 2, percent: 4 },
  { name: 'laptop, 1366 at 1x', width: 1366, density: 1, percent: 8 },
  { name: 'laptop, 1440 at 2x', width: 1440, density: 2, percent: 5 },
  { name: 'laptop, 1536 at 1.25x', width: 1536, density: 1.25, percent: 10 },
  { name: 'desktop, 1920 at 1x', width: 1920, density: 1, percent: 14 },
  { name: 'desktop, 2560 at 1x', width: 2560, density: 1, percent: 3 },
]

/** What differs from one site to the next: each value is as frequent as the others of its list. In CSS pixels. */
interface Site {
  /** Between the window's edge and the content, and between columns. */
  readonly gutter: number
  /** The widest that the content gets. */
  readonly container: number
  /** The widest that a column of text gets. */
  readonly article: number
}

const sites: readonly Site[] = [16, 24, 32].flatMap((gutter) =>
  [1080, 1200, 1280, 1440].flatMap((container) =>
    [640, 680, 720, 768].map((article) => ({ gutter, container, article })),
  ),
)

/** A place on a page, and how wide it is in CSS pixels. */
interface Slot {
  readonly name: string
  readonly percent: number
  readonly width: (window: number, site: Site) => number
}

const slots: readonly Slot[] = [
  { name: 'a banner from edge to edge', percent: 10, width: (window) => window },
  {
    name: 'a picture in a text',
    percent: 30,
    width: (window, { gutter, article }) => Math.min(window - 2 * gutter, article),
  },
  { name: 'a card: one, two or three beside each other', percent: 35, width: column([1, 2, 3]) },
  { name: 'a tile: two, three or five beside each other', percent: 25, width: column([2, 3, 5]) },
]

/** @param columns on phones, tablets and desktops */
function column([narrow, middle, wide]: readonly [number, number, number]): Slot['width'] {
  return (window, { gutter, container }) => {
    const columns = window < 640 ? narrow : window < 1024 ? middle : wide
    return (Math.min(window - 2 * gutter, container) - (columns - 1) * gutter) / columns
  }
}

/** How wide originals are, in pixels: as they come from a camera or phone, as exported for the web, and smaller ones. */
const originals = [
  { width: 4000, percent: 50 },
  { width: 1920, percent: 30 },
  { width: 1200, percent: 20 },
]

/** Pictures that are looked at. */
export interface View {
  /** The width in pixels that shows all that the screen can: at most the original's. */
  readonly needed: number
  readonly original: number
  readonly share: number
}

export function viewsOf(): View[] {
  const views = new Map<string, View>()
  for (const site of sites)
    for (const device of devices)
      for (const slot of slots)
        for (const original of originals) {
          const wanted = Math.ceil(slot.width(device.width, site) * device.density)
          const needed = Math.min(wanted, original.width)
          const share = (device.percent * slot.percent * original.percent) / 1e6 / sites.length
          const id = `${needed} ${original.width}`
          views.set(id, { needed, original: original.width, share: share + (views.get(id)?.share ?? 0) })
        }
  return [...views.values()]
}
