import { printableLines } from '../printable.ts'
import { indented, showKey, table, wrap } from './columns.ts'
import { showBytes, showCount, showShare } from './figures.ts'
import { type Finding, findingsIn, kindName } from './findings.ts'
import { printForecast } from './print-forecast.ts'
import type { Report } from './report.ts'

const BAR = 30

/** Writes the report for a person. @param width of the terminal, in columns */
export function print(report: Report, width: number): string {
  const { objects, location, isPartial } = report
  const head = `${showKey(location, width - 40)}: ${showCount(objects.objects)} objects, ${showBytes(objects.bytes)}`
  if (objects.objects === 0 && !isPartial) return printableLines(`${head}: there is nothing in it to look at`)
  const lines = [
    ...(isPartial ? ['PARTIAL: interrupted, this is what had been seen by then', ''] : []),
    head,
    ...printParts(report),
    ...section('Formats, by their first bytes', printFormats(report)),
    ...section('Longer side in pixels', printSizes(report, width)),
    ...section('To look at', printFindings(findingsIn(report), width)),
    ...printForecast(report, width),
  ]
  return printableLines(lines.join('\n'))
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines]
}

function printParts({ pictures, refused, others, outside, hidden, unaddressable, archived, faults }: Report): string[] {
  const all = (groups: Report['refused']) => ({
    objects: groups.reduce((sum, { objects }) => sum + objects, 0),
    bytes: groups.reduce((sum, { bytes }) => sum + bytes, 0),
  })
  const parts = [
    [pictures, 'pictures that can be served'],
    [all(refused), 'called pictures, but cannot be served'],
    [others, 'no pictures, and left alone'],
    [outside, `outside the prefixes ${outside.prefixes.join(' ')}, and never read`],
    [hidden, 'hidden by their names, and never read'],
    [all(unaddressable), 'under keys that no URL can name'],
    [archived, 'archived, and not to be read until they are restored'],
    [faults, 'could not be read'],
  ] as const
  const rows = parts
    .filter(([{ objects }]) => objects > 0)
    .map(([{ objects, bytes }, words]) => [showCount(objects), showBytes(bytes), words])
  return indented(table(rows, [0, 1]))
}

function printFormats({ formats }: Report): string[] {
  const all = formats.reduce((sum, { objects }) => sum + objects, 0)
  const rows = formats.map(({ name, objects, bytes }) => [
    kindName(name),
    showCount(objects),
    showShare(objects / all),
    showBytes(bytes),
    `${showBytes(bytes / objects)} each`,
  ])
  return indented(table(rows, [1, 2, 3, 4]))
}

function printSizes({ sizes }: Report, width: number): string[] {
  const { pictures, classes, median, largest, small } = sizes
  if (largest === null || median === null) return []
  const most = Math.max(...classes.map(({ objects }) => objects))
  const rows = classes.map(({ upTo, objects }, index) => [
    upTo === null ? `over ${classes[index - 1]?.upTo ?? 0}` : `to ${upTo}`,
    showCount(objects),
    showShare(objects / pictures),
    '█'.repeat(Math.ceil((BAR * objects) / most)),
  ])
  const words = `Median ${median}. Largest ${largest.width} x ${largest.height}: `
  return [
    ...indented(table(rows, [0, 1, 2])),
    `  ${words}${showKey(largest.key, width - words.length - 2)}`,
    ...(small.objects === 0
      ? []
      : [
          wrap(
            `${showCount(small.objects)} (${showShare(small.objects / pictures)}) do not fill '${small.variant}', the largest size; they are never enlarged.`,
            width,
            2,
          ),
        ]),
  ]
}

function printFindings(findings: readonly Finding[], width: number): string[] {
  if (findings.length === 0) return ['  Nothing.']
  const counts = table(
    findings.map(({ objects }) => [showCount(objects)]),
    [0],
  )
  const indent = 4 + (counts[0]?.length ?? 0)
  const under = (text: string) => ' '.repeat(indent + 2) + text
  return findings.flatMap(({ objects, words, examples }, index) => [
    `  ${counts[index]}  ${wrap(words, width, indent).trimStart()}`,
    ...examples.map((example) => under(printExample(example, width - indent - 2))),
    ...(objects > examples.length ? [under(`and ${showCount(objects - examples.length)} more`)] : []),
  ])
}

function printExample({ key, detail }: Finding['examples'][number], width: number): string {
  if (detail === undefined) return showKey(key, width)
  const said = showKey(detail, Math.max(20, width - 22))
  return `${showKey(key, Math.max(20, width - said.length - 2))}: ${said}`
}
