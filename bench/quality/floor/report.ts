import { mean } from '../../kit/rounds.ts'
import { bytesAt } from '../equal-score.ts'
import { markdown } from '../table.ts'
import { at } from './curve.ts'
import type { Facts } from './predict.ts'
import { deviation, outcomeOf, scoreOfDefault } from './rule.ts'
import { codecs, type Sample } from './samples.ts'

/** The floor that the rules aim at. */
const FLOOR = 72
/** Bits per pixel count in quarters of a doubling: that much must not depend on the machine. */
const PARTS = 4

const bits: Facts = (sample) => {
  const { bytes } = at(sample.points, codecs[sample.codec].fixed)
  return [Math.round(PARTS * Math.log2((bytes * 8) / sample.pixels)) / PARTS]
}
const look: Facts = ({ look: { scales, brightness } }) => [...scales[0]!, brightness]
/** How many of the pixels nearly equal their neighbours at a half and at a quarter of the size. */
const smaller: Facts = ({ look: { scales } }) => scales.slice(1).flatMap((shares) => shares.slice(1, 3))
/** How many bytes two JPEGs of the pixels have, and how far apart they are. */
const jpegs: Facts = ({ jpegs: [rough, fine], pixels }) => [Math.log2(fine / rough), Math.log2((fine * 8) / pixels)]
const error: Facts = ({ points, codec }) => {
  const fixed = points.find(({ quality }) => quality === codecs[codec].fixed)!
  return [Math.log2(fixed.error + 0.01)]
}
const together =
  (...all: readonly Facts[]): Facts =>
  (sample) =>
    all.flatMap((facts) => facts(sample))

/** From what costs nothing to what the score itself would give. */
const RULES: readonly (readonly [name: string, facts: Facts])[] = [
  ['nothing: one quality for all', () => []],
  ['bits per pixel', bits],
  ['a look at the pixels', look],
  ['bits per pixel, the look', together(bits, look)],
  ['two JPEGs, of 45 and 85', jpegs],
  ['a look at a half and a quarter of the size', smaller],
  ['JPEGs, these looks', together(jpegs, smaller)],
  ['bits, JPEGs, all looks', together(bits, jpegs, look, smaller)],
  ['bits, the look, the squared error', together(bits, look, error)],
  ['the score itself', (sample) => [scoreOfDefault(sample)]],
]

/** With fewer photos a rule is fitted to nothing but what these happen to be. */
const FEWEST = 10

/**
 * Tables in Markdown of what rules for the quality come to.
 *
 * @throws where there are too few photos to learn from some and to judge by others
 */
export function floorReport(samples: readonly Sample[]): string {
  const photos = new Set(samples.map(({ photo }) => photo)).size
  if (photos < FEWEST)
    throw new Error(`a floor needs ${FEWEST} photos at least, and there are ${photos}: name a folder with more`)
  return (['webp', 'avif'] as const)
    .map((codec) => {
      const own = samples.filter((sample) => sample.codec === codec)
      const title = `### A floor of ${FLOOR}: ${codec === 'webp' ? 'WebP' : 'AVIF'}`
      return `${title}\n\n${defaultWords(own)}\n\n${rulesTable(own)}`
    })
    .concat(`### AVIF at WebP's score\n\n${equalTable(samples)}`)
    .join('\n\n')
}

function defaultWords(samples: readonly Sample[]): string {
  const scores = samples.map(scoreOfDefault)
  const photos = new Set(samples.map(({ photo }) => photo)).size
  return `${samples.length} pictures of ${photos} photos; at the default quality of ${codecs[samples[0]!.codec].fixed} the score is ${mean(scores).toFixed(1)} in the mean, with a spread of ${deviation(scores).toFixed(1)} and ${Math.min(...scores).toFixed(1)} as the lowest.`
}

function rulesTable(samples: readonly Sample[]): string {
  const head = [
    'predicted from',
    'off by',
    'spread',
    'fixed q',
    'its spread',
    'lowest',
    'tenth',
    'bytes, by mean',
    'by sum',
  ]
  const rows = RULES.map(([name, facts]) => {
    const outcome = outcomeOf(samples, facts, FLOOR)
    const { off, spread, lowest, tenth, fixed, fixedSpread, sum } = outcome
    const figures = [off, spread, fixed, fixedSpread, lowest, tenth].map((figure) => figure.toFixed(1))
    return [name].concat(figures, outcome.mean.toFixed(2), sum.toFixed(2))
  })
  return markdown([head, ...rows])
}

/** The bytes of AVIFs that have the score of the default WebP of the same pixels, as shares of its. */
function equalTable(samples: readonly Sample[]): string {
  const pairs = samples.flatMap((webp) => {
    const avif = samples.find(
      ({ codec, picture, side }) => codec === 'avif' && picture === webp.picture && side === webp.side,
    )
    if (webp.codec !== 'webp' || avif === undefined) return []
    const bytes = bytesAt(scoreOfDefault(webp), avif.points)
    return bytes === null ? [] : [{ side: webp.side, bytes, of: at(webp.points, codecs.webp.fixed).bytes }]
  })
  const sides = [...new Set(pairs.map(({ side }) => side))].toSorted((a, b) => a - b)
  const sum = (list: readonly number[]) => list.reduce((total, count) => total + count, 0)
  return markdown([
    ['longer side', 'pictures', 'bytes, by mean', 'by sum'],
    ...sides.map((side) => {
      const own = pairs.filter((pair) => pair.side === side)
      const share = sum(own.map(({ bytes }) => bytes)) / sum(own.map(({ of }) => of))
      return [
        String(side),
        String(own.length),
        mean(own.map(({ bytes, of }) => bytes / of)).toFixed(2),
        share.toFixed(2),
      ]
    }),
  ])
}
