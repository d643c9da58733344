import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { attacksOf } from '../../bench/cost/attacks.ts'
import { countUnknown } from '../../bench/cost/count.ts'
import { costOf, WHOLE_CORE } from '../../src/doctor/cost.ts'

/** What docs/cost.md says for 1,769 MB on arm64, and a request to S3 of 20 ms and 3 ms beside it for an unknown key. */
const unknown = costOf(
  { cpuMs: 3, waitMs: 20, perInvocation: 1, puts: 0, gets: 1, queueRequests: 0 },
  WHOLE_CORE,
  'arm64',
)
const attacks = attacksOf({ unknown, miss: 13.5e-6, upload: 55.75e-6 }, 4.6)

const rounded = (dollars: number) => (dollars >= 60 ? dollars.toFixed(0) : dollars.toFixed(2))

describe('the table of attacks', () => {
  it.each(attacks.map((one) => [one.name, one] as const))('%s: says what was worked out', async (name, attack) => {
    const cost = await readFile(new URL('../../docs/cost.md', import.meta.url), 'utf8')
    const row = cost.split('\n').find((line) => line.startsWith(`| ${name} `))
    const cells = (row ?? '').split('|').map((cell) => cell.trim().replaceAll(',', ''))
    expect(cells.slice(2, 5)).toEqual([
      rounded(attack.million),
      rounded(attack.day),
      attack.address === null ? '' : rounded(attack.address),
    ])
  })

  it('has unknown keys cost one request to S3 beside the edge’s, and next to no CPU', async () => {
    const { gets, puts, sent } = await countUnknown({ variants: { medium: { width: 600 } } })
    expect({ gets, puts, sent }).toEqual({ gets: 1, puts: 0, sent: 0 })
  })
})
