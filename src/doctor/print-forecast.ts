import { indented, table, wrap } from './columns.ts'
import { showBounds, showBytes, showCount, showDollars, showSeconds, showShare, showSpread } from './figures.ts'
import { kindName } from './findings.ts'
import type { Forecast } from './forecast.ts'
import type { Report } from './report.ts'

/** The width of a row's label, in columns. */
const LABEL = 17

/** Writes what it would take to serve the collection, and what a page would save. */
export function printForecast({ forecast, pictures }: Report, width: number): string[] {
  if (forecast === null)
    return pictures.objects === 0 ? [] : ['', 'No picture was rendered, so there are no estimates.']
  const { sample } = forecast
  const isAll = sample.pictures >= sample.of
  const basis = isAll
    ? `by rendering all ${showCount(sample.of)} pictures`
    : `by rendering ${showCount(sample.pictures)} of ${showCount(sample.of)} pictures`
  return [
    '',
    `What serving it takes, ${basis}`,
    ...rowsOf(forecast).map(([label, text]) => `  ${label.padEnd(LABEL)}${wrap(text, width, LABEL + 2).trimStart()}`),
    '',
    `A page of ${forecast.page.pictures} pictures, as these are`,
    ...indented(table(pageRows(forecast), [1, 2, 3])),
    '',
    ...notesOn(forecast, isAll).map((note) => wrap(note, width, 2)),
  ]
}

type LabelledRow = readonly [label: string, text: string]

function rowsOf({ beforehand, onDemand, copies, requests, dollars, time }: Forecast): LabelledRow[] {
  const { puts, gets, lists } = requests
  const { s3, lambda, sqs, total } = dollars.first
  const rows: LabelledRow[] = [
    ['storage', `${showSpread(beforehand.bytes)} in ${showCount(beforehand.objects.value)} renditions`],
  ]
  if (onDemand.objects.value > 0) {
    rows.push(['on demand', `${showSpread(onDemand.bytes)} more in ${showCount(onDemand.objects.value)} at most`])
  }
  if (copies.bytes.value > 0) rows.push(['error copies', showSpread(copies.bytes)])
  return [
    ...rows,
    ['S3 requests', `${showCount(puts.value)} PUT, ${showCount(gets.value)} GET and HEAD, ${showCount(lists)} LIST`],
    [
      'first time',
      `${showDollars(total)} (S3 ${showDollars(s3)}, Lambda ${showDollars(lambda)}, SQS ${showDollars(sqs)})`,
    ],
    ['each month', `${showDollars(dollars.month)} for storage`],
    ['on this machine', `${showSeconds(time.seconds)}, ${showSeconds(time.cpuSeconds)} of CPU`],
  ]
}

function pageRows({ page }: Forecast): string[][] {
  const rows = page.sizes.map(({ variant, format, bytes }) => [
    format === 'fallback' || format === 'always' ? variant : `${variant}, ${kindName(format)}`,
    showBytes(bytes.value),
    showBounds(bytes),
    page.originals.value > bytes.value ? `${showShare(1 - bytes.value / page.originals.value)} less` : '',
  ])
  return [['originals', showBytes(page.originals.value), showBounds(page.originals), ''], ...rows]
}

function notesOn({ assumptions }: Forecast, isAll: boolean): string[] {
  const { prices, region, memory, architecture, answerMs } = assumptions
  return [
    ...(isAll
      ? []
      : ['± is two standard errors. --sample all renders everything, and finds what is damaged behind its header.']),
    `Dollars: list prices of ${prices} in ${region}; Lambda by the CPU time measured here, for ${memory} MB ${architecture}, with ${answerMs} ms for each answer of S3 (an assumption); without Step Functions and traffic.`,
  ]
}
