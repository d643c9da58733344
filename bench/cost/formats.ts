import type { Config } from '../../src/config/config.ts'
import { defaultVariants } from '../../src/config/default-variants.ts'
import { storageCost } from '../../src/doctor/cost.ts'
import type { Counted } from './count.ts'
import { byDefault } from './measure.ts'
import { trafficCost } from './model.ts'
import type { DollarPlot } from './plot.ts'

/** What AVIF beside WebP changes: in dollars for a million originals, where nothing else is said. */
interface FormatsCost {
  /** An upload with WebP alone, and what it is more with AVIF. */
  readonly upload: Counted
  readonly more: Counted
  readonly dollars: number
  /** The dollars of it that are S3's writes. */
  readonly writes: number
  readonly month: number
  readonly sizes: readonly SizeSaving[]
}

/** What a browser that takes AVIF is spared. */
interface SizeSaving {
  readonly name: string
  readonly webp: number
  readonly avif: number
  /** After so many views of an original in this size AVIF has paid for itself. */
  readonly views: number
}

const MILLION = 1e6
/** How many views the plot goes to. */
const MOST_VIEWS = 60
const SIZES = ['thumbnail', 'medium', 'large'] as const

/** Measures what `formats: ['avif', 'webp']` adds to an upload, and how many bytes it takes from a view of each default size. */
export async function compareFormats(uploadsWith: (config: Config) => Promise<Counted>): Promise<FormatsCost> {
  const upload = await uploadsWith({ formats: ['webp'] })
  const more = difference(await uploadsWith({ formats: ['avif', 'webp'] }), upload)
  const extra = { ...more, waitMs: 0, perInvocation: Infinity, queueRequests: 0 }
  const dollars = byDefault(extra) * MILLION
  const sizes: SizeSaving[] = []
  for (const name of SIZES) {
    const only = (format: 'webp' | 'avif'): Config => ({ variants: { [name]: { ...defaultVariants[name], format } } })
    const [webp, avif] = [(await uploadsWith(only('webp'))).stored, (await uploadsWith(only('avif'))).stored]
    sizes.push({ name, webp, avif, views: viewsUntil(dollars, webp - avif) })
  }
  const mean = (codec: 'webp' | 'avif') => sizes.reduce((sum, size) => sum + size[codec], 0) / sizes.length
  const [webp, avif] = [mean('webp'), mean('avif')]
  return {
    upload,
    more,
    dollars,
    writes: byDefault({ ...extra, cpuMs: 0, gets: 0 }) * MILLION,
    month: storageCost(more.stored) * MILLION,
    sizes: [...sizes, { name: 'each, alike', webp, avif, views: viewsUntil(dollars, webp - avif) }],
  }
}

export function printFormats({ upload, more, dollars, writes, month, sizes }: FormatsCost): void {
  console.log(
    `\nAVIF beside WebP: ${more.puts} writes, ${more.cpuMs.toFixed(0)} ms of CPU to ${upload.cpuMs.toFixed(0)}, ${(more.stored / 1000).toFixed(0)} kB to ${(upload.stored / 1000).toFixed(0)} more an upload;`,
  )
  console.log(
    `${dollars.toFixed(2)} dollars for a million uploads, ${writes.toFixed(2)} of them writes, and ${month.toFixed(2)} a month`,
  )
  for (const { name, webp, avif, views } of sizes) {
    console.log(
      `${name.padEnd(10)} ${webp.toFixed(0).padStart(7)} ${avif.toFixed(0).padStart(7)}  pays after ${views.toFixed(1)} views`,
    )
  }
}

/** Plots what AVIF has saved after so many views in browsers that take it, with a line for each size. */
export function formatsPlot({ dollars, sizes }: FormatsCost): DollarPlot {
  return {
    title: 'Dollars that AVIF saves on a million originals, by views of each in browsers that take it',
    ticks: [0, 10, 20, 30, 40, 50, MOST_VIEWS],
    lines: sizes.map(({ name, webp, avif }) => ({
      label: name,
      points: [0, MOST_VIEWS].map((views) => [views, views * trafficCost(webp - avif) * MILLION - dollars]),
    })),
  }
}

/** @param dollars for a million */
function viewsUntil(dollars: number, savedBytes: number): number {
  return savedBytes <= 0 ? Infinity : dollars / MILLION / trafficCost(savedBytes)
}

function difference(a: Counted, b: Counted): Counted {
  return {
    puts: a.puts - b.puts,
    gets: a.gets - b.gets,
    sent: a.sent - b.sent,
    cpuMs: a.cpuMs - b.cpuMs,
    stored: a.stored - b.stored,
  }
}
