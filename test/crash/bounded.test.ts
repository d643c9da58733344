import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { filesBelow, folders } from '../local/running.ts'
import { plainJpeg } from './pictures.ts'
import { watchMemory } from './memory.ts'
import { bear } from './process.ts'
import { settle } from './settle.ts'

/** The most memory, in MB: twice what was measured, about 300 for either flood, for other machines have other allocators. */
const BOUND = 600

const CLIENTS = 256
const ORIGINALS = 400
const FILES = 10_000

async function starting(config: Config) {
  const { root, originals, data } = await folders()
  const file = join(root, 'sizewright.config.ts')
  await writeFile(file, `export default ${JSON.stringify(config)}`)
  return { originals, data, start: () => bear([originals, '--data', data, '--port', '0', '--config', file]) }
}

it(`${CLIENTS} clients who ask for 2,000 missing renditions at once all get them`, async () => {
  const names = ['a', 'b', 'c', 'd', 'e']
  const variants = Object.fromEntries(names.map((name, at) => [name, { width: 40 + 10 * at, prewarm: false }]))
  const { originals, data, start } = await starting({ variants, formats: [] })
  for (let number = 0; number < ORIGINALS; number += 1) {
    await writeFile(join(originals, `${number}.jpg`), await plainJpeg(number, 120, 80))
  }
  const service = start()
  const url = await service.url
  const memory = watchMemory(service.pid!)
  // One size of all originals, then the next: so hardly two clients at a time ask for the same original.
  const wanted = names.flatMap((name) => Array.from({ length: ORIGINALS }, (_, number) => `${name}/${number}.jpg`))
  const expected = [...wanted].sort()
  let refusals = 0
  const hashes = new Map<string, string>()
  const client = async () => {
    for (let path = wanted.shift(); path !== undefined; path = wanted.shift()) {
      for (;;) {
        const answer = await fetch(`${url}/${path}`)
        const body = Buffer.from(await answer.arrayBuffer())
        if (answer.status === 200) {
          hashes.set(path, createHash('md5').update(body).digest('hex'))
          break
        }
        expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('cache-control')]).toEqual([
          503,
          '1',
          'no-store',
        ])
        refusals += 1
        await sleep(1000 * Number(answer.headers.get('retry-after')))
      }
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
  await settle(async () => {
    const stored = new Set(await filesBelow(join(data, 'processed')))
    return expected.filter((path) => !stored.has(path))
  })
  for (const path of expected) {
    const stored = await readFile(join(data, 'processed', path))
    expect(createHash('md5').update(stored).digest('hex')).toBe(hashes.get(path))
  }
  const peak = await memory.peak()
  console.log(`2,000 renditions for ${CLIENTS} clients: ${refusals} times 503, at most ${peak} MB`)
  expect(refusals).toBeGreaterThan(0)
  expect(peak).toBeLessThan(BOUND)
  expect(service.output()).toBe(`sizewright: ${url}\n`)
  expect(await service.end('SIGTERM')).toBe(0)
})

it('10,000 files that are dropped at once all get their renditions', async () => {
  const { originals, data, start } = await starting({ variants: { tiny: { width: 16 } }, formats: ['webp'] })
  const service = start()
  const url = await service.url
  const memory = watchMemory(service.pid!)
  await mkdir(join(originals, 'many'))
  const kinds = await Promise.all(Array.from({ length: 100 }, (_, number) => plainJpeg(number, 32, 24)))
  for (let number = 0; number < FILES; number += 1) {
    await writeFile(join(originals, 'many', `${number}.jpg`), kinds[number % 100] ?? '')
  }
  await settle(async () => {
    const stored = await filesBelow(join(data, 'processed'))
    return stored.length === 3 * FILES ? [] : [`${stored.length} of ${3 * FILES} renditions are there`]
  })
  const peak = await memory.peak()
  console.log(`${FILES} files at once: at most ${peak} MB`)
  expect(peak).toBeLessThan(BOUND)
  expect(service.output()).toBe(`sizewright: ${url}\n`)
  expect(await service.end('SIGTERM')).toBe(0)
})
