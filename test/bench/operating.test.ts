import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { countUpload } from '../../bench/cost/count.ts'
import { costParts } from '../../src/doctor/cost.ts'
import { jpegOf } from '../image/pictures.ts'

const read = (page: string) => readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8')

/** The cells of the rows of the table that begins after a text. */
function tableAfter(page: string, text: string): string[][] {
  const [, rest = ''] = page.split(text)
  const [table = ''] = /^\|.*\n(?:\|.*\n)*/m.exec(rest) ?? []
  const lines = table.trim().split('\n').slice(2)
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
}

const dollars = (cell = '') => Number(cell.replaceAll('*', ''))

describe('what docs/operating.md says that a million uploads cost', () => {
  const rows = tableAfter(read('operating.md'), 'A million **uploads**')
  const end = rows.findIndex(([what]) => what === '**together**')
  const [lambda, writes, looks, queue] = rows.slice(0, end)

  it('adds up, to what docs/cost.md says', () => {
    expect(end).toBe(4)
    const sum = rows.slice(0, end).reduce((so, row) => so + dollars(row.at(-1)), 0)
    expect(dollars(rows[end]?.at(-1))).toBeCloseTo(sum, 2)
    const byMemory = tableAfter(read('cost.md'), 'dollars for a million:')
    expect(byMemory.find(([memory]) => memory === '1,769 MB')?.[1]).toBe(sum.toFixed(2))
  })

  it('is of the requests that an upload makes, and of the time that is told', async () => {
    const { puts, gets, sent } = await countUpload(await jpegOf(80, 60), {})
    expect([writes, looks].map((row) => row?.[1])).toEqual([String(puts), String(gets)])
    const queueRequests = 3 * (1 + sent) // each message is sent, received and deleted
    expect(queue?.[1]).toBe(String(queueRequests))
    const seconds = Number(/^[\d.]+/.exec(lambda?.[1] ?? '')?.[0])
    const work = { cpuMs: 1000 * seconds, waitMs: 0, perInvocation: 1 / 2, puts, gets, queueRequests }
    const parts = costParts(work, 1769, 'arm64')
    const invocations = 0.4
    expect(1e6 * parts.lambda - invocations).toBeCloseTo(dollars(lambda?.[2]), 0)
    expect(1e6 * parts.s3).toBeCloseTo(dollars(writes?.[2]) + dollars(looks?.[2]), 2)
    expect(1e6 * parts.sqs + invocations).toBeCloseTo(dollars(queue?.[2]), 2)
  })
})
