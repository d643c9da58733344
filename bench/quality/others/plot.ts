import { drawPanels } from '../panels.ts'
import type { Answer } from './answers.ts'
import { type Accept, accepts } from './contestants.ts'

/** Who is drawn in which colour. */
const SERIES = [
  { label: 'Sizewright', kind: 'a' },
  { label: 'IPX', kind: 'c' },
  { label: 'Next.js', kind: 'd' },
] as const
const [WEBP, AVIF, ANY] = accepts
/** Worse ones are no longer the same picture, and would press the others together. */
const LEAST_SCORE = 40

/** The panels: of a browser that takes AVIF those are shown that have it switched on. */
const PANELS = [
  { title: 'takes WebP', accept: WEBP, more: '' },
  { title: 'takes AVIF, which is switched on', accept: AVIF, more: ' with AVIF' },
  { title: 'names nothing', accept: ANY, more: '' },
] as const

/** Plots each picture's bytes against its quality in the largest width, for each `Accept`. Further left and up is better. */
export function othersPlot(answers: readonly Answer[]): string {
  const largest = Math.max(...answers.map(({ width }) => width))
  const pointsOf = (name: string, accept: Accept) =>
    answers
      .filter((answer) => answer.width === largest && answer.contestant === name && answer.accept === accept)
      .filter(({ s2 }) => s2 >= LEAST_SCORE)
      .map(({ bytes, s2 }) => [bytes / 1000, s2] as const)
  return drawPanels({
    label: 'Bytes against SSIMULACRA 2 of what Sizewright, IPX and Next.js answer',
    axes: `SSIMULACRA 2 (higher is better) over KB, each picture in ${largest} pixels of width; none below ${LEAST_SCORE} is drawn`,
    isLog: true,
    panels: PANELS.map(({ title, accept, more }) => ({
      title,
      series: SERIES.map(({ label, kind }) => ({
        label,
        kind,
        points: pointsOf(label === 'IPX' ? label : label + more, accept),
        isLine: false,
      })),
    })),
  })
}
