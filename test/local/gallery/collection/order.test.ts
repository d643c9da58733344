import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createOrder } from '../../../../src/local/gallery/collection/order.ts'

it('stays the order of what is there, whatever changes, comes and goes', async () => {
  const change = fc.record({ row: fc.nat(30), value: fc.option(fc.nat(9)) })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(change), { maxLength: 5 }), async (rounds) => {
      const values: (number | null)[] = []
      const compare = (a: number, b: number) => values[a]! - values[b]! || a - b
      const order = createOrder(compare, 0, (row) => (values[row] ?? null) !== null)
      for (const changes of rounds) {
        for (const { row, value } of changes) {
          values[row] = value
          order.touch(row)
        }
        const rows = [...values.keys()].filter((row) => (values[row] ?? null) !== null)
        expect([...(await order.current())]).toEqual(rows.sort(compare))
      }
    }),
  )
})

it('sorts many, and lets others have their turn meanwhile', async () => {
  const values = Array.from({ length: 200_000 }, (_, row) => (row * 7919) % 200_003)
  const order = createOrder(
    (a, b) => values[a]! - values[b]!,
    values.length,
    () => true,
  )
  let turns = 0
  let others = setImmediate(function turn() {
    turns += 1
    others = setImmediate(turn)
  })
  const sorted = await order.current()
  clearImmediate(others)
  expect([...sorted].map((row) => values[row])).toEqual(values.toSorted((a, b) => a - b))
  expect(turns).toBeGreaterThan(0)
})
