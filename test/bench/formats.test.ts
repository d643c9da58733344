import { expect, it } from 'vitest'
import type { Counted } from '../../bench/cost/count.ts'
import { compareFormats, formatsPlot } from '../../bench/cost/formats.ts'
import { plotDollars } from '../../bench/cost/plot.ts'
import type { Config } from '../../src/config/config.ts'

/** Uploads that take no CPU: each rendition is a write, of 100 kB as WebP and of 60 kB as AVIF. */
async function measure({ formats, variants }: Config): Promise<Counted> {
  const isAvif = (formats ?? Object.values(variants ?? {}).map(({ format }) => format)).includes('avif')
  return {
    puts: isAvif ? 10 : 7,
    gets: 0,
    sent: 0,
    cpuMs: 0,
    stored: isAvif && formats === undefined ? 60_000 : 100_000,
  }
}

it('AVIF has paid for itself when what it saves in traffic is what it adds to an upload', async () => {
  const cost = await compareFormats(measure)
  expect(cost.dollars).toBeCloseTo(15, 6)
  expect(cost.writes).toBeCloseTo(15, 6)
  const views = 15e-6 / (40_000 * 0.085e-9)
  for (const size of cost.sizes) expect(size.views).toBeCloseTo(views, 6)
  const line = formatsPlot(cost).lines[0]!.points
  expect(line[0]).toEqual([0, -cost.dollars])
  expect(plotDollars(formatsPlot(cost))).toContain('>$50<')
})
