import { expect, it } from 'vitest'
import { createOrders, type Orders } from '../../src/local/gallery/collection/orders.ts'
import { foldersBelow } from '../../src/local/gallery/collection/folders-below.ts'
import { createRows, type Rows } from '../../src/local/gallery/collection/rows.ts'
import { select } from '../../src/local/gallery/collection/select.ts'
import { totalsOf } from '../../src/local/gallery/collection/totals.ts'
import { everything } from '../../src/local/gallery/list-query.ts'

const [SMALL, LARGE] = [10_000, 80_000]
/** For a cost that grows with the number, the ratio is about `LARGE / SMALL`; with its square it would be 64. */
const AT_MOST = 3 * (LARGE / SMALL)
const ROUNDS = 3

function rowsOf(count: number, keyOf = (index: number) => `${index % 99}/IMG_${index}.jpg`): Rows {
  const rows = createRows()
  for (let index = 0; index < count; index += 1)
    rows.set(keyOf(index), {
      bytes: (index * 7919) % 100_003,
      changed: Number.NaN,
      isArchived: false,
      files: 6,
      madeBytes: 1,
      shownBytes: 1,
      hasInfo: true,
      isRefused: false,
    })
  return rows
}

/** What is measured at once takes so much CPU time at least, in ms: the kernel counts it in ticks of 4 ms. */
const ENOUGH_MS = 40

/** CPU time of this thread for one time of the work, in ms: what else the machine does is hardly in it. */
async function cpuOf(work: () => Promise<unknown> | void): Promise<number> {
  for (let times = 1; ; times *= 2) {
    const start = process.threadCpuUsage()
    for (let time = 0; time < times; time += 1) await work()
    const { user, system } = process.threadCpuUsage(start)
    if (user + system > 1000 * ENOUGH_MS) return (user + system) / 1000 / times
  }
}

async function leastOf(work: () => Promise<unknown> | void): Promise<number> {
  const costs: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) costs.push(await cpuOf(work))
  return Math.min(...costs)
}

const works: readonly [string, (rows: Rows, orders: Orders) => Promise<unknown>][] = [
  ['a first sort by name', (rows) => createOrders(rows).current('name')],
  ['a first sort where all are equal', (rows) => createOrders(rows).current('changed')],
  ['a search that finds all', (rows, orders) => select(rows, orders, { ...everything, search: 'img jpg' })],
  ['a search that finds nothing', (rows, orders) => select(rows, orders, { ...everything, search: '_'.repeat(900) })],
  ['folders', async (rows, orders) => foldersBelow(rows, await orders.current('name'), '')],
  ['totals', (rows) => totalsOf(rows, null)],
]

it.each(works)('%s costs no more than the number of originals', async (_, work) => {
  const costs: number[] = []
  for (const count of [SMALL, LARGE]) {
    const rows = rowsOf(count)
    const orders = createOrders(rows)
    await work(rows, orders) // what compiling takes, and the first order
    costs.push(await leastOf(() => work(rows, orders)))
  }
  expect(costs[1]! / costs[0]!).toBeLessThan(AT_MOST)
})

it('taking them in costs no more than their number', async () => {
  await cpuOf(() => void rowsOf(SMALL))
  const [small, large] = [await leastOf(() => void rowsOf(SMALL)), await leastOf(() => void rowsOf(LARGE))]
  expect(large / small).toBeLessThan(AT_MOST)
})

it('a search costs no more than the length of the names, however they repeat themselves', async () => {
  const key = (letters: number) => (index: number) => `${'a'.repeat(letters)}${index}.jpg`
  const costs: number[] = []
  for (const letters of [100, 800]) {
    const rows = rowsOf(2000, key(letters))
    const orders = createOrders(rows)
    const search = `${'a'.repeat(letters / 2)}b`
    await select(rows, orders, { ...everything, search })
    costs.push(await leastOf(() => select(rows, orders, { ...everything, search })))
  }
  expect(costs[1]! / costs[0]!).toBeLessThan(3 * 8)
})

it('an original takes less than 200 bytes beside its key and the map of keys', () => {
  const rows = rowsOf(LARGE)
  expect(rows.size() / LARGE).toBeLessThan(200)
})
