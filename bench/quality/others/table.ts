import { median } from '../../kit/rounds.ts'
import { folded, joined, markdown } from '../table.ts'
import type { Answer } from './answers.ts'
import { type Accept, accepts, contestants, widths } from './contestants.ts'

const GROUPS = [
  { title: 'graphics', isPhoto: false },
  { title: 'photos', isPhoto: true },
] as const

/** Who is asked, and with which `Accept`, in the order of the tables: those of one `Accept` beside each other. */
const columns = accepts.flatMap((accept) =>
  contestants.filter(({ asked }) => asked.includes(accept)).map(({ name }) => ({ name, accept })),
)

/** For each width what all graphics and all photos come to, and below it each picture. */
export function othersTables(answers: readonly Answer[]): string {
  return widths
    .flatMap((width) => {
      const these = answers.filter((answer) => answer.width === width)
      return [
        `### ${width} pixels wide`,
        sumTable(these),
        folded(`Each picture, ${width} pixels wide`, pictureTable(these)),
      ]
    })
    .join('\n\n')
}

function sumTable(answers: readonly Answer[]): string {
  const head = GROUPS.flatMap(({ title }) => [`${title}, KB`, 'median S2', 'lowest', 'as'])
  const body = columns.map(({ name, accept }) => {
    const cells = GROUPS.flatMap(({ isPhoto }) =>
      sumCells(answers.filter((answer) => isOf(answer, name, accept) && answer.isPhoto === isPhoto)),
    )
    return [`\`${accept}\``, name, ...cells]
  })
  return markdown([['`Accept`', '', ...head], ...body])
}

function sumCells(answers: readonly Answer[]): string[] {
  const scores = answers.map(({ s2 }) => s2)
  const types = new Set(answers.map(({ type }) => typeName(type)))
  return [
    kilobytes(answers.reduce((sum, { bytes }) => sum + bytes, 0)),
    median(scores).toFixed(1),
    Math.min(...scores).toFixed(1),
    [...types].toSorted().join(', '),
  ]
}

function pictureTable(answers: readonly Answer[]): string {
  const rows = [...new Set(answers.map(({ picture }) => picture))].map((picture) => {
    const cells = columns.map(({ name, accept }) => {
      const answer = answers.find((one) => one.picture === picture && isOf(one, name, accept))!
      return `${kilobytes(answer.bytes)} ${typeName(answer.type)}, ${answer.s2.toFixed(1)}`
    })
    return [picture].concat(cells)
  })
  const head = columns.map(({ name, accept }) => `${name}, \`${accept}\``)
  return markdown([['KB, format, S2', ...head], ...joined(rows)])
}

function isOf(answer: Answer, name: string, accept: Accept): boolean {
  return answer.contestant === name && answer.accept === accept
}

function typeName(type: string): string {
  return type === 'webp' ? 'WebP' : type.toUpperCase()
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1)
}
