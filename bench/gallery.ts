import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { checkOutBefore } from './gallery/before.ts'
import { makeCollection } from './gallery/collection.ts'
import { allMade } from './gallery/made.ts'
import { DEVICES, visit, type Vitals } from './gallery/vitals.ts'
import { runPart } from './kit/part.ts'
import { quiet, type Server } from './kit/processes.ts'
import type { Measure } from './kit/report.ts'
import { median, spread } from './kit/rounds.ts'
import { startOurs } from './kit/servers.ts'

const ROUNDS = 5
/** As many as a page of the list has. */
const PICTURES = 60
/** What is made of each, with its info. */
const FILES = 7
/** In CSS pixels: the first picture is to begin no further down. */
const FIRST_PICTURE = { desktop: 200, phone: 230 } as const

interface Contestant {
  readonly name: string
  readonly server: Server
  /** Matches the pictures of its list. */
  readonly pictures: string
}

await runPart('gallery', async ({ photos, names, scratch }) => {
  const collection = join(scratch, 'collection')
  await makeCollection(
    names.map((name) => join(photos, name)),
    collection,
    { count: PICTURES, broken: 0, longer: 1600 },
  )
  const contestants: Contestant[] = []
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  })
  try {
    const ours = await startOurs(collection, join(scratch, 'data'))
    await allMade(join(scratch, 'data'), FILES * PICTURES)
    contestants.push({ name: 'the grid', server: ours, pictures: '.items img' })
    const main = await checkOutBefore(join(scratch, 'before'))
    if (main === null) console.log('without the page before: this copy of the repository has no history')
    else {
      const before = await startOurs(collection, join(scratch, 'data-before'), undefined, main)
      await allMade(join(scratch, 'data-before'), FILES * PICTURES)
      contestants.push({ name: 'the cards before', server: before, pictures: '.items img' })
    }
    for (const { server } of contestants) await quiet(server)
    return { measures: await measure(browser, contestants) }
  } finally {
    await browser.close()
    for (const { server } of contestants) await server.stop()
  }
})

async function measure(
  browser: Awaited<ReturnType<typeof chromium.launch>>,
  contestants: readonly Contestant[],
): Promise<Measure[]> {
  const measures: Measure[] = []
  for (const device of DEVICES) {
    const visits = new Map<string, Vitals[]>(contestants.map(({ name }) => [name, []]))
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const { name, server, pictures } of contestants) {
        const vitals = await visit(browser, server.url, pictures, device)
        if (round > 0) visits.get(name)!.push(vitals) // the first warms both up
      }
    }
    for (const [index, { name }] of contestants.entries())
      measures.push(...measuresOf(`${device.name}, ${name}`, visits.get(name)!, index === 0 ? device.name : null))
  }
  return measures
}

/** @param ours the device, for the page that has goals */
function measuresOf(what: string, visits: readonly Vitals[], ours: 'desktop' | 'phone' | null): Measure[] {
  const of = (figure: (vitals: Vitals) => number) => visits.map(figure)
  const told = (name: string, values: readonly number[], target: Measure['target'] = null): Measure => ({
    name: `${what}: ${name}`,
    ...spread(values),
    target,
  })
  const [first] = visits
  return [
    told(
      'LCP, ms',
      of(({ lcp }) => lcp),
    ),
    { name: `${what}: CLS`, value: Math.max(...of(({ cls }) => cls)), target: ours === null ? null : { atMost: 0 } },
    told(
      'first picture, pixels from the top',
      of(({ firstPicture }) => firstPicture),
      ours === null ? null : { atMost: FIRST_PICTURE[ours] },
    ),
    told(
      'kB before anybody scrolls',
      of(({ firstView }) => firstView.bytes / 1000),
    ),
    {
      name: `${what}: requests before anybody scrolls`,
      value: median(of(({ firstView }) => firstView.requests)),
      target: null,
    },
    told(
      'kB in all',
      of(({ all }) => all.bytes / 1000),
    ),
    { name: `${what}: requests in all`, value: first!.all.requests, target: null },
    { name: `${what}: pictures in the window`, value: first!.seenAtOnce, target: null },
    { name: `${what}: length, pixels`, value: first!.length, target: null },
  ]
}
