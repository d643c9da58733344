import { existsSync, readFileSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../local/running.ts'
import { jpegOf } from '../image/pictures.ts'
import { type Clone, makeClone, served, type, type Typed } from './clone.ts'
import { shownCommands, shownPaths, shownScripts } from './shown.ts'

let clone: Clone

beforeAll(async () => {
  clone = makeClone()
  await mkdir(join(clone.home, 'Pictures/holiday'), { recursive: true })
  await writeFile(join(clone.home, 'Pictures/holiday/boat.jpg'), await jpegOf(2000, 1000))
})
afterAll(() => rmSync(clone.root, { recursive: true, force: true }))

/** What comes under each URL of the table, for an original of 2000 x 1000 pixels. */
const ANSWERS: Record<string, readonly [type: string, width?: number, height?: number]> = {
  '/thumbnail/holiday/boat.jpg': ['image/jpeg', 150, 150],
  '/medium/holiday/boat.jpg': ['image/jpeg', 600, 300],
  '/large/holiday/boat.jpg': ['image/jpeg', 1200, 600],
  '/webp/holiday/boat.jpg': ['image/webp', 1200, 600],
  '/medium.webp/holiday/boat.jpg': ['image/webp', 600, 300],
  '/medium.fallback/holiday/boat.jpg': ['image/jpeg', 600, 300],
  '/info/holiday/boat.jpg': ['application/json'],
}

/** Serves until something is seen of it, and stops when it is asked to. */
async function serving(typed: Typed, port: number, look: (url: string) => Promise<void>): Promise<void> {
  const url = await served(typed)
  expect(url).toBe(`http://127.0.0.1:${port}`)
  await look(url)
  await typed.interrupt()
  await expect(fetch(url)).rejects.toThrow('fetch failed')
}

async function showsTheSamples(url: string): Promise<void> {
  await eventually(
    async () => (await fetch(url)).text(),
    (page) => (page.match(/<img/g) ?? []).length >= 3,
  )
}

async function answersEveryUrl(url: string): Promise<void> {
  for (const path of shownPaths()) {
    const response = await fetch(url + path)
    const body = Buffer.from(await response.arrayBuffer())
    const [contentType, width, height] = ANSWERS[path] ?? []
    expect([path, response.status, response.headers.get('content-type')]).toEqual([path, 200, contentType])
    if (width === undefined) expect(JSON.parse(body.toString())).toMatchObject({ width: 2000, height: 1000 })
    else expect(await sharp(body).metadata()).toMatchObject({ width, height })
  }
}

/** How each command of the README is tried, in the order in which it stands there. */
const TRIED: Record<string, (command: string) => Promise<void>> = {
  'npm ci && npm start': (command) => serving(type(command, clone), 3000, showsTheSamples),
  'npm start -- ~/Pictures --port 8080': (command) => serving(type(command, clone), 8080, answersEveryUrl),
  // That it passes is what `.ci/run` is for, which calls it on a new machine.
  'npm ci && npm test': async () => {
    const ci = readFileSync(join(clone.folder, '.ci/run'), 'utf8')
    expect(ci).toMatch(/^barely npm ci\nrun barely npm test\ninstall_packages$/m)
  },
  'npm start -- ~/Pictures --data ~/renditions --port 8080': (command) =>
    serving(type(command, clone), 8080, async (url) => {
      await answersEveryUrl(url)
      expect(existsSync(join(clone.home, 'renditions/processed/medium/holiday/boat.jpg'))).toBe(true)
    }),
  // Without an account it can be had up to what would be deployed.
  'npx cdk deploy': async (command) => {
    const typed = type(command.replace('deploy', 'synth --quiet'), clone)
    expect([await typed.ended, typed.output()]).toEqual([0, expect.any(String)])
    expect(existsSync(join(clone.folder, 'cdk.out/manifest.json'))).toBe(true)
  },
  'npm start -- doctor ~/Pictures': async (command) => {
    const typed = type(command, clone)
    expect([await typed.ended, typed.output()]).toEqual([
      0,
      expect.stringMatching(/1 +\S+ kB +pictures that can be served/),
    ])
  },
  'npm start -- check http://127.0.0.1:8080 --key holiday/boat.jpg': (command) =>
    serving(type('npm start -- ~/Pictures --port 8080', clone), 8080, async () => {
      const typed = type(command, clone)
      expect([await typed.ended, typed.output()]).toEqual([0, expect.stringContaining(' 0 did not')])
    }),
}

it('shows the commands that are tried here, and the scripts that there are', () => {
  expect(shownCommands()).toEqual(Object.keys(TRIED))
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(
    readFileSync(join(clone.folder, 'package.json'), 'utf8'),
  )
  expect(shownScripts().filter((script) => scripts[script] === undefined)).toEqual([])
  expect(shownPaths()).toEqual(Object.keys(ANSWERS))
})

it.each(Object.entries(TRIED))('%s', async (command, run) => {
  await expect(run(command)).resolves.toBeUndefined()
})
