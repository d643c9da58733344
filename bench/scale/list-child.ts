import { setTimeout as sleep } from 'node:timers/promises'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { decoders } from '../../src/image/sniff.ts'
import { createCollection } from '../../src/local/gallery/collection/collection.ts'
import { listUrl } from '../../src/local/gallery/addresses.ts'
import { everything } from '../../src/local/gallery/list-query.ts'
import type { ListQuery } from '../../src/local/gallery/listing.ts'
import { pages } from '../../src/local/gallery/pages.ts'
import type { View } from '../../src/local/gallery/view.ts'
import { storesOnDisk } from './disk-stores.ts'
import { listedStores } from './listed-stores.ts'

const TIMES = 15

const [kind, number, scratch = ''] = process.argv.slice(2)
const count = Number(number)
const settings = resolveConfig({})
const catalogue = createCatalogue(settings, decoders)
const stores = kind === 'disk' ? await storesOnDisk(count, catalogue, scratch) : listedStores(count, catalogue)
const view: View = { ...stores, catalogue, settings }

const report = (fault: unknown) => {
  throw fault
}
const collection = createCollection({ view, changed() {}, freshMs: null, report })
const app = pages({ view, collection, folder: 'pictures', version: () => 1, site: '', mayChange: true, report })

/** Time of a page until its last byte, in ms. */
async function page(query: Partial<ListQuery> = {}): Promise<number> {
  const start = performance.now()
  await (await app.request(listUrl(query))).text()
  return performance.now() - start
}

async function pagesOf(query: Partial<ListQuery> = {}): Promise<number[]> {
  const times: number[] = []
  for (let time = 0; time < TIMES; time += 1) times.push(await page(query))
  return times
}

/**
 * Watches for how long other requests wait for this thread, by its own CPU time: what else the machine does is not in it.
 *
 * @returns a function that ends it and gives the longest time, in ms
 */
function watchStretches(): () => number {
  let longest = 0
  let last = process.threadCpuUsage()
  let isWatching = true
  const turn = () => {
    const { user, system } = process.threadCpuUsage(last)
    longest = Math.max(longest, (user + system) / 1000)
    last = process.threadCpuUsage()
    if (isWatching) setImmediate(turn)
  }
  setImmediate(turn)
  return () => {
    isWatching = false
    return longest
  }
}

const used = () => {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

// What compiling takes is paid once, by whatever page is the first.
const other = createCollection({
  view: { ...listedStores(500, catalogue), catalogue, settings },
  changed() {},
  freshMs: null,
  report,
})
const warm = pages({ view, collection: other, folder: '', version: () => 1, site: '', mayChange: true, report })
for (let time = 0; time < 20; time += 1) await (await warm.request('/?q=img+1')).text()

const before = used()
const stretch = watchStretches()
const start = performance.now()
const cpu = process.cpuUsage()
const cold = await page()
while ((await collection.list(everything)).count === null) await sleep(20)
const { user, system } = process.cpuUsage(cpu)
const built = { ms: performance.now() - start, cpu: (user + system) / 1000 }
const building = stretch()
const memory = (used() - before) / count
const asking = watchStretches()
const firsts: Record<string, number> = { name: await page() }
const again: Record<string, number[]> = { name: await pagesOf() }
for (const sort of ['changed', 'size'] as const) {
  firsts[sort] = await page({ sort })
  again[sort] = await pagesOf({ sort })
}
const search = await pagesOf({ search: 'ete img_1' })
const rare = await pagesOf({ search: 'nothing is called so' })
const folder = await pagesOf({ folder: '2003/' })
const last = await pagesOf({ page: Math.ceil(count / 60), isReversed: true })
const stall = { building, asking: asking() }

let dates = Number.NaN
if (kind !== 'disk') {
  const since = performance.now()
  while ((await collection.list({ ...everything, sort: 'taken' })).datesRead !== null) await sleep(200)
  dates = performance.now() - since
  again['taken'] = await pagesOf({ sort: 'taken' })
}
const memoryInAll = (used() - before) / count
console.log(
  JSON.stringify({ cold, built, memory, memoryInAll, firsts, again, search, rare, folder, last, stall, dates }),
)
