import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createDecoderPool } from '../src/decoders/pool.ts'
import { measureSsim } from '../src/image/ssim.ts'
import { atOnce, type Contestant, four, independent, independentWith, ours, oursBy, six } from './kit/contestants.ts'
import { createLimit } from './kit/limit.ts'
import { runPart } from './kit/part.ts'
import { cpuBelow } from './kit/processes.ts'
import type { Measure } from './kit/report.ts'
import { spentBy, mean, median, ratios, spread } from './kit/rounds.ts'

const ROUNDS = 7

await runPart('prewarm', async ({ photos, names, scratch, layout }) => {
  // A baseline JPEG is decoded in a third of the time, so that less is to be shared.
  const [mostOfFour, mostOfSix] = layout === 'baseline' ? [0.45, 0.55] : [0.37, 0.45]
  const files = names.map((name) => join(photos, name))
  const originals = await Promise.all(files.map((file) => readFile(file)))
  const limit = await createLimit(scratch)
  const each = (contestant: Contestant, wanted: readonly string[]) => () =>
    spentBy(async () => {
      for (const original of originals) await contestant(original, wanted)
    })
  const pool = createDecoderPool({ size: 1, warm: 1 })
  const apart = each(oursBy(pool.openPicture), four)
  const contestants = {
    ours: each(ours, four),
    apart: async () => {
      const before = await cpuBelow()
      const { cpu, wall } = await apart()
      return { cpu: cpu + (await cpuBelow()) - before, wall }
    },
    six: each(ours, six),
    independent: each(independentWith(undefined), four),
    atOnce: each(atOnce, four),
    equal: each(independent, four),
    limit: () => limit(files),
  }
  const cpu = { ours: [], apart: [], six: [], independent: [], atOnce: [], equal: [], limit: [] } as Record<
    keyof typeof contestants,
    number[]
  >
  const wall: typeof cpu = { ours: [], apart: [], six: [], independent: [], atOnce: [], equal: [], limit: [] }
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const name of ['ours', 'apart', 'independent', 'limit', 'equal', 'six', 'atOnce'] as const) {
      const cost = await contestants[name]()
      if (round === 0) continue // it warms up
      cpu[name].push(cost.cpu)
      wall[name].push(cost.wall)
    }
  }
  pool.close()
  const bar = (label: string, name: keyof typeof cpu) => ({
    label,
    ...spread(cpu[name].map((ms) => ms / originals.length)),
  })
  const ratio = (
    name: string,
    over: readonly number[],
    under: readonly number[],
    target: Measure['target'] = null,
  ): Measure => ({ name, ...spread(ratios(over, under)), target })
  return {
    measures: [
      { name: 'CPU of four variants, ours, ms a photo', value: median(cpu.ours) / originals.length, target: null },
      ratio('four variants, ours / four pipelines as people write them', cpu.ours, cpu.independent, {
        atMost: mostOfFour,
      }),
      ratio('four variants, ours in a process that can be killed / in this one', cpu.apart, cpu.ours, { atMost: 1.05 }),
      ratio('four variants, ours / the same with Promise.all', cpu.ours, cpu.atOnce),
      ratio('four variants, ours / four pipelines at equal settings (WebP effort 2)', cpu.ours, cpu.equal),
      ratio('six renditions, ours / four pipelines as people write them', cpu.six, cpu.independent, {
        atMost: mostOfSix,
      }),
      ratio('six renditions, ours / four pipelines at equal settings', cpu.six, cpu.equal),
      ratio('four variants, ours / the limit (djpeg, cjpeg, cwebp, vipsthumbnail)', cpu.ours, cpu.limit, {
        atMost: 1.15,
      }),
      ratio('wall time of four variants, ours / four pipelines', wall.ours, wall.independent),
      ratio('wall time of four variants, ours / Promise.all', wall.ours, wall.atOnce),
      ...(await quality(originals)),
    ],
    charts: [
      {
        file: 'prewarm',
        title: 'CPU for the variants of a photo, ms',
        bars: [
          bar('ours, four variants', 'ours'),
          bar('ours, six renditions', 'six'),
          bar('four Sharp pipelines', 'independent'),
          bar('the same, Promise.all', 'atOnce'),
          bar('the same, WebP effort 2', 'equal'),
          bar('djpeg, cjpeg, cwebp, vipsthumbnail', 'limit'),
        ],
      },
    ],
  }
})

/** Measures how alike the contestants' pictures are, so that none is fast because it is careless. */
async function quality(originals: readonly Buffer[]): Promise<Measure[]> {
  const alike: number[][] = four.map(() => [])
  const sizes = { ours: 0, independent: 0 }
  for (const original of originals) {
    const [a, b] = [await ours(original, four), await independent(original, four)]
    for (const index of four.keys()) {
      alike[index]!.push(await measureSsim(a[index]!, b[index]!))
      sizes.ours += a[index]!.length
      sizes.independent += b[index]!.length
    }
  }
  return [
    ...four.map((name, index): Measure => {
      const value = mean(alike[index]!)
      return { name: `SSIM of ${name} to the independent one, mean`, value, target: { atLeast: 0.99 } }
    }),
    { name: 'SSIM, lowest of any picture', value: Math.min(...alike.flat()), target: null },
    { name: 'bytes, ours / independent', value: sizes.ours / sizes.independent, target: { atMost: 1.03 } },
  ]
}
