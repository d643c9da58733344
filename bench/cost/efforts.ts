import type { Config } from '../../src/config/config.ts'
import { countUpload } from './count.ts'
import type { Measure } from './measure.ts'
import { breakEvenViews } from './model.ts'

/** An effort of WebP against the default of 2. */
export interface Effort {
  readonly effort: number
  /** CPU ms more an upload. */
  readonly moreCpu: number
  /** Bytes a view less. */
  readonly lessBytes: number
  /** Views until it has paid for itself. */
  readonly views: number
}

/** Compares the efforts of WebP. A view weighs the mean of the three WebP renditions that browsers are given. */
export async function compareEfforts(measure: Measure, base: Config): Promise<Effort[]> {
  const all = Object.entries(base.variants ?? {}).filter(([, { format }]) => format === undefined)
  const variants = Object.fromEntries(all.map(([name, variant]) => [name, { ...variant, format: 'webp' as const }]))
  const measured: { effort: number; cpuMs: number; stored: number }[] = []
  for (const effort of [0, 1, 2, 3, 4, 5, 6]) {
    const { cpuMs, stored } = await measure((photo) => countUpload(photo, { variants, effort: { webp: effort } }))
    measured.push({ effort, cpuMs, stored })
  }
  const { cpuMs, stored } = measured.find(({ effort }) => effort === 2)!
  return measured.map((one) => {
    const moreCpu = one.cpuMs - cpuMs
    const lessBytes = (stored - one.stored) / 3
    const views = Math.abs(breakEvenViews(Math.abs(moreCpu), Math.abs(lessBytes), 1769, 'arm64'))
    return { effort: one.effort, moreCpu, lessBytes, views }
  })
}
