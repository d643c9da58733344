import type { TargetFormat } from '../../../src/recipe.ts'
import type { Measure } from '../../kit/report.ts'
import { type Baseline, nameOf } from './baseline.ts'
import type { Figure } from './figures.ts'
import { sizes } from './renditions.ts'

const JUDGED: readonly TargetFormat[] = ['webp', 'fallback']

/**
 * What has to be true of graphics, and of photos beside them: no graphic is seen to be damaged, none becomes much larger,
 * all of a size become no larger, logos on nothing become much smaller, and photos stay as they are. Pictures that nobody
 * resizes have figures, but no goals, for they are of a few sizes only.
 */
export function goalsOf(figures: readonly Figure[], before: Baseline): Measure[] {
  const judged = figures.filter(({ format }) => JUDGED.includes(format))
  const graphics = judged.filter(({ picture }) => !isPhoto(picture) && !picture.endsWith('as it is'))
  const photos = judged.filter(({ picture }) => isPhoto(picture))
  const logos = graphics.filter(({ picture }) => /^logo with alpha$|^the samples' logo$/.test(picture))
  const ratio = (figure: Figure) => figure.bytes / (before.get(nameOf(figure))?.bytes ?? Number.NaN)
  const most = (list: readonly Figure[]) => Math.max(...list.map(ratio))
  return [
    ...JUDGED.map((format) => {
      const low = graphics.filter((figure) => figure.format === format).toSorted((a, b) => a.s2 - b.s2)[0]!
      const name = `lowest S2 of a graphic, ${format} (${low.picture}, ${low.size})`
      return { name, value: low.s2, target: { atLeast: 85 } }
    }),
    { name: 'bytes of a graphic against the baseline, the most', value: most(graphics), target: { atMost: 1.25 } },
    ...JUDGED.flatMap((format) =>
      sizes.map((size) => {
        const list = graphics.filter((figure) => figure.size === size && figure.format === format)
        const name = `bytes of all graphics against the baseline, ${size}, ${format}`
        const sum = (bytesOf: (figure: Figure) => number) => list.reduce((total, figure) => total + bytesOf(figure), 0)
        const value = sum(({ bytes }) => bytes) / sum((figure) => before.get(nameOf(figure))?.bytes ?? Number.NaN)
        return { name, value, target: { atMost: 1 } }
      }),
    ),
    { name: 'bytes of a transparent logo against the baseline, the most', value: most(logos), target: { atMost: 0.6 } },
    ...(photos.length === 0
      ? []
      : [{ name: 'bytes of a photo against the baseline, the most', value: most(photos), target: { atMost: 1 } }]),
  ]
}

/** Whether a figure is of a photo, by its name. */
export function isPhoto(picture: string): boolean {
  return picture.startsWith('photo ')
}
